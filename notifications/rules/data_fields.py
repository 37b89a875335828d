"""The values in the data of events, as machines read them."""

from typing import NamedTuple


class DataField(NamedTuple):
    """A value in the data of an event: its name, its type in JSON Schema, and
    whether every event of the kind has it.
    """

    name: str
    type: str = "string"
    is_required: bool = True
    format: str = ""


def optional(name: str, type_: str = "string", format_: str = "") -> DataField:
    """Return a value that not every event of the kind has."""
    return DataField(name, type_, is_required=False, format=format_)


ISSUE_FIELDS = (
    optional("issue_id", "integer"),
    optional("number", "integer"),
    optional("name"),
    optional("state"),
    optional("severity"),
    optional("is_severity_suggested", "boolean"),
    optional("owner_id", "integer"),
    optional("owner"),
    optional("regression_of_id", "integer"),
    optional("components", "array"),
    optional("symptoms", "array"),
    optional("model_series", "array"),
    optional("url"),
)
ALERT_FIELDS = (
    *ISSUE_FIELDS,
    optional("alert_id", "integer"),
    optional("cause"),
    optional("reporter_count", "integer"),
    optional("expected", "number"),
    optional("posted_at", format_="date-time"),
)
DAY = "date"
MEMBER_FIELDS = (
    optional("member_id", "integer"),
    DataField("business_date", format=DAY),
    # Of one message about many: how many, without member_id.
    optional("members", "integer"),
)
CAMPAIGN_FIELDS = (
    DataField("campaign_id", "integer"),
    DataField("campaign"),
    optional("campaign_kind"),
    optional("starts_on", format_=DAY),
    optional("ends_on", format_=DAY),
    optional("url"),
)
NODE_FIELDS = (
    *CAMPAIGN_FIELDS,
    DataField("node_id", "integer"),
    DataField("due_on", format=DAY),
)
CHECK_FIELDS = (
    DataField("decision_id", "integer"),
    DataField("review_id", "integer"),
    DataField("check_on", format=DAY),
    optional("url"),
)
KOC_FIELDS = (
    DataField("koc_id", "integer"),
    DataField("member_id", "integer"),
    DataField("tier"),
)
