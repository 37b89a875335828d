"""Tables whose rows belong to a generation: readers see one whole generation
while the next is built.

On PostgreSQL each generation is a partition that is filled and indexed before
it is attached; on SQLite the generations share the table and differ by their
number only.
"""

from typing import Any

from django.db import connection, migrations, models


class CreatePartitionedModel(migrations.CreateModel):
    """CreateModel that on PostgreSQL partitions the table by LIST (generation)."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: Any,
        from_state: Any,
        to_state: Any,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(
                app_label,
                schema_editor,
                from_state,
                to_state,
            )
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            sql, params = schema_editor.table_sql(model)
            schema_editor.execute(
                f"{sql} PARTITION BY LIST (generation)",
                params or None,
            )
            schema_editor.deferred_sql.extend(
                schema_editor._model_indexes_sql(model),
            )


def partition_name(model: type[models.Model], generation: int) -> str:
    """Return the name of a generation's partition."""
    return f"{model._meta.db_table}_g{int(generation)}"


def building_table(model: type[models.Model], generation: int) -> str:
    """Return the table that takes this generation's rows while it is built."""
    if connection.vendor == "postgresql":
        return partition_name(model, generation)
    return model._meta.db_table


def prepare_generation(model: type[models.Model], generation: int) -> None:
    """Make an empty place for the generation that no reader sees."""
    parent = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(
                f'DELETE FROM "{parent}" WHERE generation = %s',  # noqa: S608
                [generation],
            )
            return
        table = partition_name(model, generation)
        cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
        cursor.execute(
            f'CREATE TABLE "{table}" (LIKE "{parent}" INCLUDING DEFAULTS '
            "INCLUDING CONSTRAINTS)",
        )
        cursor.execute(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_gen" CHECK '
            f"(generation = {int(generation)})",
        )


def index_generation(model: type[models.Model], generation: int) -> None:
    """Give the generation's table the parent's key, indexes and statistics, if
    it does not have them (PostgreSQL only).
    """
    if connection.vendor != "postgresql":
        return
    table = partition_name(model, generation)
    with connection.cursor() as cursor:
        if _has_primary_key(cursor, table):
            return
        _copy_indexes(cursor, model._meta.db_table, table)
        # A histogram of thirty steps suffices for a generation that lives for
        # a day, and takes a third of the time.
        cursor.execute(
            "SELECT set_config('default_statistics_target', '30', true)",
        )
        cursor.execute(f'ANALYZE "{table}"')


def _has_primary_key(cursor: Any, table: str) -> bool:
    cursor.execute(
        "SELECT 1 FROM pg_index WHERE indrelid = %s::regclass AND indisprimary",
        [table],
    )
    return cursor.fetchone() is not None


def _copy_indexes(cursor: Any, parent: str, table: str) -> None:
    cursor.execute(
        "SELECT pg_get_indexdef(indexrelid), indisprimary FROM pg_index "
        "WHERE indrelid = %s::regclass",
        [parent],
    )
    for number, (definition, is_primary) in enumerate(cursor.fetchall()):
        columns = definition[definition.index(" USING ") :]
        if is_primary:
            keys = columns[columns.index("(") :]
            cursor.execute(f'ALTER TABLE "{table}" ADD PRIMARY KEY {keys}')
        else:
            cursor.execute(
                f'CREATE INDEX "{table}_i{number}" ON "{table}"{columns}',
            )


def attach_generation(model: type[models.Model], generation: int) -> None:
    """Make the generation's rows readable through the model, by their number."""
    if connection.vendor != "postgresql":
        return
    table = partition_name(model, generation)
    parent = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'ALTER TABLE "{parent}" ATTACH PARTITION "{table}" FOR VALUES IN ({int(generation)})',
        )


def drop_generations_before(
    model: type[models.Model],
    generation: int,
) -> None:
    """Delete the rows of older generations.

    Errors: OperationalError on PostgreSQL after 2 s of waiting for a lock.
    """
    parent = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(
                f'DELETE FROM "{parent}" WHERE generation < %s',  # noqa: S608
                [generation],
            )
            return
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND "
            "relnamespace = current_schema()::regnamespace"
            " AND relname ~ %s",
            [f"^{parent}_g[0-9]+$"],
        )
        for (table,) in cursor.fetchall():
            if int(table.rsplit("_g", 1)[1]) < generation:
                cursor.execute(f'DROP TABLE "{table}"')
