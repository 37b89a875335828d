"""The kinds of events that colleagues and other systems are notified of: what
each says, who is notified, and how urgent it is.

What they are called is in notifications/labels.py.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Urgency(StrEnum):
    """How urgent a notification is; critical ones pass quiet hours."""

    CRITICAL = "critical"
    NORMAL = "normal"


class Pace(StrEnum):
    """When a colleague is notified of a kind, beyond their list."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    OFF = "off"


class Audience(StrEnum):
    """Who is notified, as read from the subject of an event."""

    OWNER = "owner"
    CONTACT = "contact"
    TAKER = "taker"
    PROPOSER = "proposer"
    JUDGES = "judges"
    RECEIVER = "receiver"
    PROMISER = "promiser"
    ANALYSTS = "analysts"
    LEADS = "leads"
    ADMINS = "admins"


class Field(NamedTuple):
    """A value in the data of an event: its name, its type in JSON Schema, and
    whether every event of the kind has it.
    """

    name: str
    type: str = "string"
    is_required: bool = True
    format: str = ""


class EventKind(NamedTuple):
    """A kind of events.

    audiences: tried in order until somebody is found, unless `is_for_all`, in
    which case all of them are notified ·
    names_member: its subject is a person, whose name stays inside kocops ·
    awaits_confirmation: it is escalated if nobody confirms it.
    """

    name: str
    audiences: tuple[Audience, ...]
    fields: tuple[Field, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    pace: Pace = Pace.AT_ONCE
    is_for_all: bool = False
    names_member: bool = False
    awaits_confirmation: bool = False


def _optional(name: str, type_: str = "string", format_: str = "") -> Field:
    return Field(name, type_, is_required=False, format=format_)


ISSUE_FIELDS = (
    _optional("issue_id", "integer"),
    _optional("number", "integer"),
    _optional("name"),
    _optional("state"),
    _optional("severity"),
    _optional("is_severity_suggested", "boolean"),
    _optional("owner_id", "integer"),
    _optional("owner"),
    _optional("regression_of_id", "integer"),
    _optional("components", "array"),
    _optional("symptoms", "array"),
    _optional("model_series", "array"),
    _optional("url"),
)
ALERT_FIELDS = (
    *ISSUE_FIELDS,
    _optional("alert_id", "integer"),
    _optional("cause"),
    _optional("reporter_count", "integer"),
    _optional("expected", "number"),
    _optional("posted_at", format_="date-time"),
)
DAY = "date"
MEMBER_FIELDS = (
    _optional("member_id", "integer"),
    Field("business_date", format=DAY),
    # Of one message about many: how many, without member_id.
    _optional("members", "integer"),
)
KOC_FIELDS = (
    Field("koc_id", "integer"),
    Field("member_id", "integer"),
    Field("tier"),
)
ESCALATED = "alert.escalated"
_DECLARED = (
    EventKind(
        "alert.raised",
        (Audience.OWNER, Audience.LEADS),
        ALERT_FIELDS,
        awaits_confirmation=True,
    ),
    EventKind(
        ESCALATED,
        (Audience.LEADS, Audience.ADMINS),
        (
            *ALERT_FIELDS,
            Field("event_id", "integer"),
            Field("step", "integer"),
            Field("hours", "number"),
        ),
        urgency=Urgency.CRITICAL,
    ),
    EventKind(
        "alert.regressed",
        (Audience.OWNER, Audience.LEADS),
        ALERT_FIELDS,
        awaits_confirmation=True,
    ),
    EventKind(
        "issue.state_changed",
        (Audience.OWNER, Audience.LEADS),
        (
            *ISSUE_FIELDS,
            _optional("from_state"),
            Field("to_state"),
            _optional("changed_by"),
        ),
        pace=Pace.DIGEST,
    ),
    EventKind(
        "ticket.answered",
        (Audience.OWNER, Audience.LEADS),
        (
            *ISSUE_FIELDS,
            Field("ticket_id", "integer"),
            Field("ticket_answer_id", "integer"),
            Field("ticket_system"),
            _optional("ticket_number"),
            Field("ticket_state"),
            _optional("ticket_fix"),
        ),
    ),
    EventKind(
        "question.overdue",
        (Audience.TAKER, Audience.CONTACT, Audience.LEADS),
        (
            Field("question_id", "integer"),
            Field("post_id", "integer"),
            _optional("asked_at", format_="date-time"),
            _optional("service_level_hours", "number"),
            _optional("mood"),
        ),
        names_member=True,
    ),
    EventKind(
        "question.backlog",
        (Audience.LEADS,),
        (
            Field("questions", "integer"),
            _optional("asked_at", format_="date-time"),
            _optional("service_level_hours", "number"),
        ),
    ),
    EventKind(
        "feed.silent",
        (Audience.ANALYSTS, Audience.LEADS),
        (
            Field("source"),
            Field("scope"),
            Field("silent_since", format="date-time"),
            Field("expected", "number"),
            Field("cause"),
        ),
    ),
    EventKind(
        "night.missing",
        (Audience.ANALYSTS, Audience.ADMINS),
        (
            Field("business_date", format=DAY),
            Field("missing_nights", "integer"),
        ),
        is_for_all=True,
    ),
    EventKind(
        "dormancy.koc_dormant",
        (Audience.CONTACT, Audience.LEADS),
        MEMBER_FIELDS,
        names_member=True,
    ),
    EventKind(
        "role.gained",
        (Audience.CONTACT, Audience.LEADS),
        (*MEMBER_FIELDS, _optional("role")),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    EventKind(
        "role.lost",
        (Audience.CONTACT, Audience.LEADS),
        (*MEMBER_FIELDS, _optional("role")),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    EventKind(
        "nomination.to_judge",
        (Audience.JUDGES, Audience.LEADS),
        (Field("member_id", "integer"),),
        names_member=True,
    ),
    EventKind(
        "nomination.decided",
        (Audience.PROPOSER, Audience.LEADS),
        (Field("member_id", "integer"), Field("state")),
        names_member=True,
    ),
    EventKind(
        "promise.due",
        (Audience.PROMISER, Audience.CONTACT, Audience.LEADS),
        (Field("member_id", "integer"), Field("due_on", format=DAY)),
        names_member=True,
    ),
    EventKind(
        "koc_status.began",
        (Audience.CONTACT, Audience.LEADS),
        (*KOC_FIELDS, Field("since", format=DAY)),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    EventKind(
        "koc_status.ended",
        (Audience.CONTACT, Audience.LEADS),
        (
            *KOC_FIELDS,
            Field("ended_on", format=DAY),
            Field("end_reason"),
        ),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    EventKind(
        "koc_status.review_due",
        (Audience.CONTACT, Audience.LEADS),
        (
            *KOC_FIELDS,
            Field("review_on", format=DAY),
            _optional("review_cause"),
        ),
        is_for_all=True,
        names_member=True,
    ),
    EventKind(
        "handover.proposed",
        (Audience.RECEIVER, Audience.LEADS),
        (Field("members", "integer"),),
    ),
)
KINDS: dict[str, EventKind] = {kind.name: kind for kind in _DECLARED}
# With an event of a kind that this version does not know, leads are notified.
UNKNOWN = (Audience.LEADS,)
CRITICAL_SEVERITIES = frozenset({"critical"})


def kind_of(name: str) -> EventKind:
    """Return the kind of this name; one for leads if it is not declared."""
    return KINDS.get(name) or EventKind(name, UNKNOWN)


def urgency_of(kind: EventKind, data: Mapping[str, Any]) -> Urgency:
    """Return how urgent an event is: as its severity says, else as its kind."""
    if data.get("severity") in CRITICAL_SEVERITIES:
        return Urgency.CRITICAL
    return kind.urgency
