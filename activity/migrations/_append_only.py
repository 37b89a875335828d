"""Events cannot be deleted, nor changed but for the member that they belong to:
the database refuses.
"""

TABLE = "activity_activityevent"
FIXED = (
    "id",
    "source_id",
    "external_id",
    "kind",
    "quantity",
    "occurred_at",
    "batch_id",
)
OLD = ", ".join(f"OLD.{name}" for name in FIXED)
NEW = ", ".join(f"NEW.{name}" for name in FIXED)
REFUSED = f"rows of {TABLE} are append-only"
POSTGRES = (
    """
    CREATE FUNCTION kocops_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER event_append_only BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION kocops_refuse_change()
    """,
    f"""
    CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION kocops_refuse_change()
    """,
    f"""
    CREATE TRIGGER event_fixed BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (({OLD}) IS DISTINCT FROM ({NEW}))
    EXECUTE FUNCTION kocops_refuse_change()
    """,
)
SQLITE = (
    f"""
    CREATE TRIGGER event_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER event_no_update BEFORE UPDATE OF {", ".join(FIXED)} ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
)


def guard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRES if is_postgres else SQLITE:
        schema_editor.execute(statement, params=None)
