"""The agenda of a review, from the numbers."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from activity.models import ActivityEvent
from alerts.models import Issue
from campaigns.labels import AgendaLine, agenda_lines
from campaigns.models import Campaign, CampaignNode, Decision, Review
from campaigns.rules.agendas import (
    AgendaItem,
    Figure,
    JudgedCampaign,
    judged,
    moved_most,
    period_before,
)
from campaigns.rules.plans import ONE_DAY
from campaigns.selectors.measures import COUNTED_KINDS
from campaigns.selectors.progress import read_progress
from common.calendar import business_date, day_begins
from community.models import Post, Question
from teamwork.models import Interaction

Counted = tuple[str, Any, str, str]


def read_agenda(
    *,
    since: date,
    until: date,
    campaign: Campaign | None,
    now: datetime,
) -> list[AgendaItem]:
    """Return what a review of a period, or of one campaign, talks about."""
    today = business_date(now)
    found = judged(_judged(since, until, campaign, today))
    found += _late_nodes(campaign, today)
    if campaign is None:
        found += moved_most(_figures(since, until))
    return found


def _judged(
    since: date,
    until: date,
    campaign: Campaign | None,
    today: date,
) -> list[JudgedCampaign]:
    """Return the campaigns whose last day lies in the period, or the one."""
    rows = Campaign.objects.filter(started_at__isnull=False)
    rows = rows.exclude(state="cancelled")
    if campaign is not None:
        rows = rows.filter(pk=campaign.pk)
    else:
        rows = rows.filter(ends_on__range=(since, until))
    found = []
    for row in rows.filter(ends_on__lt=today):
        actual = row.result.get("actual") if row.closed_at else None
        if actual is None:
            actual = read_progress(row, today).actual or 0.0
        one = JudgedCampaign(
            row.title,
            actual,
            float(row.target or 0),
            row.get_absolute_url(),
        )
        found.append(one)
    return found


def _late_nodes(campaign: Campaign | None, today: date) -> list[AgendaItem]:
    rows = CampaignNode.objects.overdue(today).select_related("campaign")
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    found = []
    for row in rows.order_by("due_on", "pk")[:10]:
        item = AgendaItem(
            "late",
            row.campaign.title,
            href=row.get_absolute_url(),
            node=row.pk,
        )
        found.append(item)
    return found


def agenda_of(review: Review) -> list[AgendaLine]:
    """Return the points of a review's agenda in the reader's words."""
    ids = [one["node"] for one in review.agenda if one["node"] is not None]
    nodes = CampaignNode.objects.filter(pk__in=ids)
    return agenda_lines(review.agenda, dict(nodes.values_list("pk", "what")))


def _counted(since: date, until: date) -> tuple[Counted, ...]:
    """Return code, rows, their moment and their list, of every figure."""
    days = {"since": since, "until": until}
    asked = {"asked_since": since, "asked_until": until}
    first = {"first_since": since, "first_until": until}
    return (
        (
            "openings",
            Post.objects.visible().filter(is_opening=True),
            "posted_at",
            _list("community:post_list", is_opening="true", **days),
        ),
        (
            "questions",
            Question.objects.of_people(),
            "post__posted_at",
            _list("alerts:question_list", **asked),
        ),
        (
            "issues",
            Issue.objects.filter(merged_into__isnull=True),
            "opened_at",
            _list("alerts:issue_list", **first),
        ),
        (
            "talks",
            Interaction.objects.all(),
            "happened_at",
            _list("teamwork:interaction_list", **days),
        ),
    )


def _figures(since: date, until: date) -> list[Figure]:
    """Return what is counted of every period."""
    spans = ((since, until), period_before(since, until))
    found = []
    for name, rows, moment, href in _counted(since, until):
        actual, earlier = (_count(rows, moment, *span) for span in spans)
        found.append(Figure(name, actual, earlier, href))
    active, earlier = (_active(*span) for span in spans)
    # Who was active in the period was last active in it or later.
    href = _list("insights:member_list", last_since=since)
    found.append(Figure("active", active, earlier, href))
    return found


def _list(name: str, **days: Any) -> str:
    return f"{reverse(name)}?{urlencode(days)}"


def _count(rows: Any, moment: str, first: date, last: date) -> int:
    inside = {
        f"{moment}__gte": day_begins(first),
        f"{moment}__lt": day_begins(last + ONE_DAY),
    }
    return int(rows.filter(**inside).count())


def _active(first: date, last: date) -> int:
    rows = ActivityEvent.objects.filter(
        occurred_at__gte=day_begins(first),
        occurred_at__lt=day_begins(last + ONE_DAY),
        kind__in=COUNTED_KINDS,
        member__kind="person",
    )
    found = rows.aggregate(n=Count("member", distinct=True))
    return int(found["n"])


def checks_of(review: Review) -> Any:
    """Return the decisions of earlier reviews that a review has to check."""
    rows = Decision.objects.to_check_in(review.pk, review.held_on)
    if review.closed_at is not None:
        rows = rows.filter(Q(read_in=review))
    return rows.select_related("review", "owner", "read_by", "campaign")


def unread_checks(review: Review) -> int:
    """Return how many checks are due in a review and have no reading."""
    rows = Decision.objects.to_check_in(review.pk, review.held_on)
    return int(rows.filter(reading="").count())
