"""Rows of the audit log cannot be changed or deleted: the database refuses."""

TABLES = ("common_auditrecord", "common_auditseal")
FUNCTION = """
    CREATE OR REPLACE FUNCTION kocops_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def guard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:
        schema_editor.execute(FUNCTION, params=None)
    for table in TABLES:
        for statement in _postgres(table) if is_postgres else _sqlite(table):
            schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        if is_postgres:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}", params=None)
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}", params=None)
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_update", params=None)
            schema_editor.execute(f"DROP TRIGGER {table}_no_delete", params=None)
    if is_postgres:
        schema_editor.execute("DROP FUNCTION kocops_refuse_audit_change()", params=None)


def _postgres(table):
    return [
        f"""
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION kocops_refuse_audit_change()
        """,
        f"""
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION kocops_refuse_audit_change()
        """,
    ]


def _sqlite(table):
    return [
        f"""
        CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END
        """
        for verb in ("UPDATE", "DELETE")
    ]
