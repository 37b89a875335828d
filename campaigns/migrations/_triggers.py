"""What the database itself refuses: changes of a plan after the start, of the
members that were fixed with it, and of a closed review.
"""

PLAN = (
    "segment_id",
    "measure",
    "target",
    "baseline",
    "starts_on",
    "ends_on",
    "method",
    "control_percent",
    "comparison_id",
    "draw",
    "started_at",
)
CAMPAIGNS = "campaigns_campaign"
PLAN_MEMBERS = "campaigns_planmember"
REVIEWS = "campaigns_review"
# Texts stay open: who is erased is taken out of them.
CLOSED_REVIEW = (
    "campaign_id",
    "since",
    "until",
    "held_on",
    "agenda",
    "closed_at",
)
PLAN_TEXT = "the plan of a started campaign never changes"
MEMBER_TEXT = "the members of a plan never change"
REVIEW_TEXT = "a closed review never changes"
POSTGRES_FUNCTION = """
    CREATE FUNCTION kocops_refuse_campaign_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'integrity_constraint_violation';
    END $$
"""


def changed(columns, differs):
    """Return the condition that one of the columns changes."""
    return " OR ".join(f"NEW.{one} {differs} OLD.{one}" for one in columns)


def guards():
    """Return name, table, act, condition and text of each trigger; {differs} is
    how the database compares.
    """
    plan = f"OLD.started_at IS NOT NULL AND ({changed(PLAN, '{differs}')})"
    review = f"OLD.closed_at IS NOT NULL AND ({changed(CLOSED_REVIEW, '{differs}')})"
    member = changed(("campaign_id", "member_id", "arm", "fixed_at"), "{differs}")
    return (
        ("campaign_plan_final", CAMPAIGNS, plan, PLAN_TEXT),
        ("plan_member_final", PLAN_MEMBERS, member, MEMBER_TEXT),
        ("review_final", REVIEWS, review, REVIEW_TEXT),
    )


def guard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    if is_postgres:
        schema_editor.execute(POSTGRES_FUNCTION, params=None)
    for name, table, condition, text in guards():
        head = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN"
        if is_postgres:
            test = condition.replace("{differs}", "IS DISTINCT FROM")
            act = f"EXECUTE FUNCTION kocops_refuse_campaign_change('{text}')"
        else:
            test = condition.replace("{differs}", "IS NOT")
            act = f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
        schema_editor.execute(f"{head} ({test}) {act}", params=None)


def unguard(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, table, _condition, _text in guards():
        of_table = f" ON {table}" if is_postgres else ""
        schema_editor.execute(f"DROP TRIGGER {name}{of_table}", params=None)
    if is_postgres:
        schema_editor.execute("DROP FUNCTION kocops_refuse_campaign_change()", params=None)
