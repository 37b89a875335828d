"""Events cannot be changed or deleted, whoever asks: the database refuses."""

from django.db import migrations

POSTGRES = [
    """
    CREATE FUNCTION kocops_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON activity_activityevent
    FOR EACH ROW EXECUTE FUNCTION kocops_refuse_change()
    """,
    """
    CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON activity_activityevent
    FOR EACH STATEMENT EXECUTE FUNCTION kocops_refuse_change()
    """,
]
POSTGRES_BACK = [
    "DROP TRIGGER event_append_only ON activity_activityevent",
    "DROP TRIGGER event_no_truncate ON activity_activityevent",
    "DROP FUNCTION kocops_refuse_change()",
]
SQLITE = [
    f"""
    CREATE TRIGGER event_no_{verb.lower()} BEFORE {verb} ON activity_activityevent
    BEGIN SELECT RAISE(ABORT, 'rows of activity_activityevent are append-only'); END
    """
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"]


def guard(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("activity", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
