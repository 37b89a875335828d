"""Words are found in posts by their pairs of letters: on PostgreSQL an index holds them."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Every second letter begins a pair, then every second of the text without its first letter: one call for each half is
# six times as quick as one for each letter. Single letters that are left over stand in the index too; nobody asks for them.
POSTGRES = (
    """
    CREATE FUNCTION community_letter_pairs(written text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
      SELECT string_to_array(regexp_replace(upper(written), '(..)', E'\\\\1\\x01', 'g'), E'\\x01')
        || string_to_array(regexp_replace(substr(upper(written), 2), '(..)', E'\\\\1\\x01', 'g'), E'\\x01')
    $$
    """,
    """
    CREATE INDEX post_letter_pairs ON community_post
    USING gin (community_letter_pairs(title || E'\\n' || text))
    """,
    # No plan asks for statistics of the pairs, and ANALYZE would cut thousands of texts for them.
    "ALTER INDEX post_letter_pairs ALTER COLUMN 1 SET STATISTICS 0",
)
POSTGRES_BACK = ("DROP INDEX post_letter_pairs", "DROP FUNCTION community_letter_pairs(text)")


def index_pairs(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRES:
            schema_editor.execute(statement)


def forget_pairs(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRES_BACK:
            schema_editor.execute(statement)
