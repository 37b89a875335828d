"""The kinds of events that colleagues and other systems are notified of: what
each says, who is notified, and how urgent it is.

What they are called is in notifications/labels.py.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from notifications.rules.data_fields import (
    ALERT_FIELDS,
    CAMPAIGN_FIELDS,
    CHECK_FIELDS,
    DAY,
    ISSUE_FIELDS,
    KOC_FIELDS,
    MEMBER_FIELDS,
    NODE_FIELDS,
    DataField,
    optional,
)


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
    DOER = "doer"
    ANALYSTS = "analysts"
    LEADS = "leads"
    ADMINS = "admins"


class NotificationKind(NamedTuple):
    """A kind of events.

    audiences: tried in order until somebody is found, unless `is_for_all`, in
    which case all of them are notified ·
    names_member: its subject is a person, whose name stays inside kocops ·
    awaits_confirmation: it is escalated if nobody confirms it.
    """

    name: str
    audiences: tuple[Audience, ...]
    fields: tuple[DataField, ...] = ()
    urgency: Urgency = Urgency.NORMAL
    pace: Pace = Pace.AT_ONCE
    is_for_all: bool = False
    names_member: bool = False
    awaits_confirmation: bool = False


ESCALATED = "alert.escalated"
_DECLARED = (
    NotificationKind(
        "alert.raised",
        (Audience.OWNER, Audience.LEADS),
        ALERT_FIELDS,
        awaits_confirmation=True,
    ),
    NotificationKind(
        ESCALATED,
        (Audience.LEADS, Audience.ADMINS),
        (
            *ALERT_FIELDS,
            DataField("event_id", "integer"),
            DataField("step", "integer"),
            DataField("hours", "number"),
        ),
        urgency=Urgency.CRITICAL,
    ),
    NotificationKind(
        "alert.regressed",
        (Audience.OWNER, Audience.LEADS),
        ALERT_FIELDS,
        awaits_confirmation=True,
    ),
    NotificationKind(
        "issue.state_changed",
        (Audience.OWNER, Audience.LEADS),
        (
            *ISSUE_FIELDS,
            optional("from_state"),
            DataField("to_state"),
            optional("changed_by"),
        ),
        pace=Pace.DIGEST,
    ),
    NotificationKind(
        "ticket.answered",
        (Audience.OWNER, Audience.LEADS),
        (
            *ISSUE_FIELDS,
            DataField("ticket_id", "integer"),
            DataField("ticket_answer_id", "integer"),
            DataField("ticket_system"),
            optional("ticket_number"),
            DataField("ticket_state"),
            optional("ticket_fix"),
        ),
    ),
    NotificationKind(
        "claim.spreading",
        (Audience.OWNER, Audience.LEADS),
        (
            DataField("claim_id", "integer"),
            optional("claim_subject"),
            DataField("claim_state"),
            DataField("spreading_people", "integer"),
            DataField("window_days", "integer"),
        ),
    ),
    NotificationKind(
        "question.overdue",
        (Audience.TAKER, Audience.CONTACT, Audience.LEADS),
        (
            DataField("question_id", "integer"),
            DataField("post_id", "integer"),
            optional("asked_at", format_="date-time"),
            optional("service_level_hours", "number"),
            optional("mood"),
        ),
        names_member=True,
    ),
    NotificationKind(
        "question.backlog",
        (Audience.LEADS,),
        (
            DataField("questions", "integer"),
            optional("asked_at", format_="date-time"),
            optional("service_level_hours", "number"),
        ),
    ),
    NotificationKind(
        "feed.silent",
        (Audience.ANALYSTS, Audience.LEADS),
        (
            DataField("source"),
            DataField("scope"),
            DataField("silent_since", format="date-time"),
            DataField("expected", "number"),
            DataField("cause"),
        ),
    ),
    NotificationKind(
        "night.missing",
        (Audience.ANALYSTS, Audience.ADMINS),
        (
            DataField("business_date", format=DAY),
            DataField("missing_nights", "integer"),
        ),
        is_for_all=True,
    ),
    NotificationKind(
        "personal_data.seen_in_bulk",
        (Audience.LEADS, Audience.ADMINS),
        (DataField("count", "integer"), DataField("account")),
        is_for_all=True,
    ),
    NotificationKind(
        "dormancy.koc_dormant",
        (Audience.CONTACT, Audience.LEADS),
        MEMBER_FIELDS,
        names_member=True,
    ),
    NotificationKind(
        "role.gained",
        (Audience.CONTACT, Audience.LEADS),
        (*MEMBER_FIELDS, optional("role")),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    NotificationKind(
        "role.lost",
        (Audience.CONTACT, Audience.LEADS),
        (*MEMBER_FIELDS, optional("role")),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    NotificationKind(
        "nomination.to_judge",
        (Audience.JUDGES, Audience.LEADS),
        (DataField("member_id", "integer"),),
        names_member=True,
    ),
    NotificationKind(
        "nomination.decided",
        (Audience.PROPOSER, Audience.LEADS),
        (DataField("member_id", "integer"), DataField("state")),
        names_member=True,
    ),
    NotificationKind(
        "promise.due",
        (Audience.PROMISER, Audience.CONTACT, Audience.LEADS),
        (DataField("member_id", "integer"), DataField("due_on", format=DAY)),
        names_member=True,
    ),
    NotificationKind(
        "koc_status.began",
        (Audience.CONTACT, Audience.LEADS),
        (*KOC_FIELDS, DataField("since", format=DAY)),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    NotificationKind(
        "koc_status.ended",
        (Audience.CONTACT, Audience.LEADS),
        (
            *KOC_FIELDS,
            DataField("ended_on", format=DAY),
            DataField("end_reason"),
        ),
        pace=Pace.DIGEST,
        names_member=True,
    ),
    NotificationKind(
        "koc_status.review_due",
        (Audience.CONTACT, Audience.LEADS),
        (
            *KOC_FIELDS,
            DataField("review_on", format=DAY),
            optional("review_cause"),
        ),
        is_for_all=True,
        names_member=True,
    ),
    NotificationKind(
        "handover.proposed",
        (Audience.RECEIVER, Audience.LEADS),
        (DataField("members", "integer"),),
    ),
    NotificationKind(
        "campaign.started",
        (Audience.DOER, Audience.JUDGES, Audience.LEADS),
        CAMPAIGN_FIELDS,
        pace=Pace.DIGEST,
        is_for_all=True,
    ),
    NotificationKind(
        "campaign.ended",
        (Audience.DOER, Audience.LEADS),
        CAMPAIGN_FIELDS,
    ),
    NotificationKind(
        "campaign.closed",
        (Audience.DOER, Audience.JUDGES, Audience.LEADS),
        CAMPAIGN_FIELDS,
        pace=Pace.DIGEST,
        is_for_all=True,
    ),
    NotificationKind(
        "campaign.node_overdue",
        (Audience.DOER, Audience.LEADS),
        NODE_FIELDS,
    ),
    NotificationKind(
        "decision.check_due",
        (Audience.DOER, Audience.LEADS),
        CHECK_FIELDS,
    ),
)
KINDS: dict[str, NotificationKind] = {kind.name: kind for kind in _DECLARED}
# With an event of a kind that this version does not know, leads are notified.
UNKNOWN = (Audience.LEADS,)
CRITICAL_SEVERITIES = frozenset({"critical"})


def kind_of(name: str) -> NotificationKind:
    """Return the kind of this name; one for leads if it is not declared."""
    return KINDS.get(name) or NotificationKind(name, UNKNOWN)


def urgency_of(kind: NotificationKind, data: Mapping[str, Any]) -> Urgency:
    """Return how urgent an event is: as its severity says, else as its kind."""
    if data.get("severity") in CRITICAL_SEVERITIES:
        return Urgency.CRITICAL
    return kind.urgency
