"""The text of an approved version never changes again: the database refuses."""

TABLE = "knowledge_scriptversion"
# What stays as it was approved; an account that is deleted may still leave.
CHANGED = {
    "postgresql": """
        NEW.text IS DISTINCT FROM OLD.text
        OR NEW.script_id IS DISTINCT FROM OLD.script_id
        OR NEW.number IS DISTINCT FROM OLD.number
        OR NEW.valid_until IS DISTINCT FROM OLD.valid_until
        OR NEW.approved_at IS DISTINCT FROM OLD.approved_at
        OR NEW.state NOT IN ('approved', 'retired')
        OR (OLD.state = 'retired' AND NEW.state <> 'retired')
    """,
    "sqlite": """
        NEW.text IS NOT OLD.text
        OR NEW.script_id IS NOT OLD.script_id
        OR NEW.number IS NOT OLD.number
        OR NEW.valid_until IS NOT OLD.valid_until
        OR NEW.approved_at IS NOT OLD.approved_at
        OR NEW.state NOT IN ('approved', 'retired')
        OR (OLD.state = 'retired' AND NEW.state <> 'retired')
    """,
}
POSTGRES_FUNCTION = """
    CREATE FUNCTION kocops_refuse_final_text() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'an approved version of a script never changes'
            USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""
POSTGRES_TRIGGER = f"""
    CREATE TRIGGER script_text_final BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (OLD.state IN ('approved', 'retired') AND ({CHANGED["postgresql"]}))
    EXECUTE FUNCTION kocops_refuse_final_text()
"""
SQLITE_TRIGGER = f"""
    CREATE TRIGGER script_text_final BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN OLD.state IN ('approved', 'retired') AND ({CHANGED["sqlite"]})
    BEGIN SELECT RAISE(ABORT, 'an approved version of a script never changes'); END
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
        schema_editor.execute(POSTGRES_TRIGGER, params=None)
    else:
        schema_editor.execute(SQLITE_TRIGGER, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER script_text_final ON {TABLE}", params=None)
        schema_editor.execute("DROP FUNCTION kocops_refuse_final_text()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER script_text_final", params=None)
