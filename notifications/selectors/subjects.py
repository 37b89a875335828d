"""What an event is about: the row, its words and its address."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.urls import reverse

from activity.models import FeedSilence, NightlyRun, PublishedGeneration
from alerts.models import Issue
from campaigns.models import Campaign, CampaignNode, Decision
from common.calendar import business_date
from common.models import DomainEvent
from community.models import Question
from immunity.models import Claim
from koc.models import KocSpell
from members.models import Member, Unmasking
from notifications.rules.kinds import ESCALATED
from teamwork.models import Handover, Interaction, Nomination

SUBJECTS: dict[str, type[models.Model]] = {
    model._meta.label_lower: model
    for model in (
        Campaign,
        CampaignNode,
        Decision,
        Claim,
        FeedSilence,
        Handover,
        Interaction,
        Issue,
        KocSpell,
        Member,
        NightlyRun,
        Nomination,
        PublishedGeneration,
        Question,
        Unmasking,
    )
}
NEWS_DAYS = timedelta(days=7)
# Where to look at kinds whose subject has no page of its own.
PAGES = {
    "night.missing": "activity:night_list",
    "personal_data.seen_in_bulk": "privacy",
    "dormancy.koc_dormant": "lifecycle:dormancy_board",
    "role.gained": "roles:role_board",
    "role.lost": "roles:role_board",
}

# Kinds about many rows, of which the subject is one.
LISTS = {"question.backlog": "alerts:question_list"}


def subject_of(event: DomainEvent) -> models.Model | None:
    """Return the row an event is about, as it is now; None if it is gone."""
    model = SUBJECTS.get(event.subject_type)
    if model is None:
        return None
    rows: models.QuerySet[Any] = model._default_manager.all()
    found: models.Model | None = rows.filter(pk=event.subject_id).first()
    merged = getattr(found, "merged_into", None)
    return merged or found


def member_of(subject: Any) -> Member | None:
    """Return the member that a row is about or comes from, None without one."""
    if isinstance(subject, Member):
        return subject
    if post := getattr(subject, "post", None):
        return getattr(post, "author", None)
    member: Member | None = getattr(subject, "member", None)
    return member


def subject_href(event: DomainEvent, subject: Any) -> str:
    """Return the address of the page to look at, "" if there is none."""
    if event.kind in LISTS:
        return reverse(LISTS[event.kind])
    address = getattr(subject, "get_absolute_url", None)
    if address is not None:
        return str(address())
    page = PAGES.get(event.kind)
    return reverse(page) if page else ""


def root_id(event: DomainEvent) -> int:
    """Return the event that is confirmed: of an escalation, its alert."""
    if event.kind == ESCALATED:
        return int(event.data.get("event_id", event.pk))
    return int(event.pk)


def is_settled(event: DomainEvent, subject: Any) -> bool:
    """Tell whether what an event asks for has been done already: the worker
    was away, or the rows of a past were stored at once.
    """
    waiting = {
        "nomination.to_judge": Nomination.State.OPEN,
        "handover.proposed": Handover.State.PROPOSED,
    }
    if event.kind in waiting:
        return bool(subject is None or subject.state != waiting[event.kind])
    if event.kind == "koc_status.began":
        # An existing roster that is entered or imported is no news.
        began = business_date(event.occurred_at)
        return subject is None or subject.since < began - NEWS_DAYS
    if event.kind == "campaign.node_overdue":
        return subject is None or subject.done_at is not None
    if event.kind == "decision.check_due":
        return subject is None or bool(subject.reading)
    if event.kind == "promise.due":
        return subject is None or subject.kept_at is not None
    return False
