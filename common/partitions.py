"""Tables whose rows belong to a generation: readers see one whole generation, the next is built aside.

On PostgreSQL each generation is a partition that is filled and indexed before it is attached; on
SQLite the generations share the table and are told apart by number only.
"""

from typing import Any

from django.db import connection, migrations, models


class CreatePartitionedModel(migrations.CreateModel):
    """CreateModel that on PostgreSQL partitions the table by LIST (generation)."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            sql, params = schema_editor.table_sql(model)
            schema_editor.execute(f"{sql} PARTITION BY LIST (generation)", params or None)
            schema_editor.deferred_sql.extend(schema_editor._model_indexes_sql(model))


def partition_name(model: type[models.Model], generation: int) -> str:
    return f"{model._meta.db_table}_g{int(generation)}"


def building_table(model: type[models.Model], generation: int) -> str:
    """Return the name of the table that takes this generation's rows while it is being built."""
    return partition_name(model, generation) if connection.vendor == "postgresql" else model._meta.db_table


def prepare_generation(model: type[models.Model], generation: int) -> None:
    """An empty place for the generation stands, seen by no reader."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table, parent = partition_name(model, generation), model._meta.db_table
            cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
            cursor.execute(f'CREATE TABLE "{table}" (LIKE "{parent}" INCLUDING DEFAULTS INCLUDING CONSTRAINTS)')
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_gen" CHECK (generation = {int(generation)})')
        else:
            table = model._meta.db_table
            cursor.execute(f'DELETE FROM "{table}" WHERE generation = %s', [generation])  # noqa: S608


def index_generation(model: type[models.Model], generation: int) -> None:
    """On PostgreSQL the generation's table has the parent's key and indexes, also if it had them before."""
    if connection.vendor != "postgresql":
        return
    table, parent = partition_name(model, generation), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_index WHERE indrelid = %s::regclass AND indisprimary", [table])
        if cursor.fetchone():
            return
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid), indisprimary FROM pg_index WHERE indrelid = %s::regclass",
            [parent],
        )
        for number, (definition, is_primary) in enumerate(cursor.fetchall()):
            columns = definition[definition.index(" USING ") :]
            if is_primary:
                keys = columns[columns.index("(") :]
                cursor.execute(f'ALTER TABLE "{table}" ADD PRIMARY KEY {keys}')
            else:
                cursor.execute(f'CREATE INDEX "{table}_i{number}" ON "{table}"{columns}')
        # Thirty steps a column tell a plan enough of a generation that lives for a day, in a third of the time.
        cursor.execute("SELECT set_config('default_statistics_target', '30', true)")
        cursor.execute(f'ANALYZE "{table}"')


def attach_generation(model: type[models.Model], generation: int) -> None:
    """The generation's rows can be read through the model (by those who ask for its number)."""
    if connection.vendor != "postgresql":
        return
    table, parent = partition_name(model, generation), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{parent}" ATTACH PARTITION "{table}" FOR VALUES IN ({int(generation)})')


def drop_generations_before(model: type[models.Model], generation: int) -> None:
    """Rows of older generations are gone. On PostgreSQL gives up (OperationalError) after 2 s of waiting."""
    parent = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f'DELETE FROM "{parent}" WHERE generation < %s', [generation])  # noqa: S608
            return
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
            " AND relname ~ %s",
            [f"^{parent}_g[0-9]+$"],
        )
        for (table,) in cursor.fetchall():
            if int(table.rsplit("_g", 1)[1]) < generation:
                cursor.execute(f'DROP TABLE "{table}"')
