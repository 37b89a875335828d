"""The measures of campaigns, counted by member and business day."""

from collections.abc import Callable
from typing import Any

import numpy as np
from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate
from numpy.typing import NDArray

from activity.models import ActivityEvent
from activity.rules.kinds import KINDS
from campaigns.models import Campaign, CampaignWork, Participant
from campaigns.rules.curves import DayCount, first_days_only
from campaigns.rules.measures import MeasureName, rule_of
from campaigns.rules.plans import ONE_DAY, Window
from common.calendar import business_zone, day_begins
from community.models import Post, PostFeatures

COUNTED_KINDS = [kind.number for kind in KINDS if kind.dimension is not None]
Members = Any
Counting = Callable[[Campaign, Members, Window], list[DayCount]]


def _by_day(
    rows: QuerySet[Any], member: str, moment: str, window: Window
) -> list[DayCount]:
    """Count rows with a moment, by member and business day."""
    inside = rows.filter(
        **{
            f"{moment}__gte": day_begins(window.first),
            f"{moment}__lt": day_begins(window.last + ONE_DAY),
        },
    )
    day = TruncDate(moment, tzinfo=business_zone())
    found = inside.order_by().values_list(member, day)
    return list(found.annotate(n=Count("pk")))


def _active(
    _campaign: Campaign, members: Members, window: Window
) -> list[DayCount]:
    events = ActivityEvent.objects.filter(
        member__in=members,
        kind__in=COUNTED_KINDS,
    )
    rows = _by_day(events, "member", "occurred_at", window)
    return [(member_id, day, 1.0) for member_id, day, _count in rows]


def _works(
    _campaign: Campaign, members: Members, window: Window
) -> list[DayCount]:
    posts = Post.objects.visible().filter(author__in=members, is_opening=True)
    return _by_day(posts, "author", "posted_at", window)


def _answers(
    _campaign: Campaign, members: Members, window: Window
) -> list[DayCount]:
    rows = PostFeatures.objects.filter(
        author__in=members,
        to_question=True,
        reply_rank__gt=0,
    )
    return _by_day(rows, "author", "posted_at", window)


def _linked(
    campaign: Campaign, _members: Members, window: Window
) -> list[DayCount]:
    rows = CampaignWork.objects.linked().filter(campaign=campaign)
    return _by_day(rows, "post__author", "post__posted_at", window)


def _sign_ups(
    campaign: Campaign, _members: Members, window: Window
) -> list[DayCount]:
    rows = Participant.objects.signed_up().filter(campaign=campaign)
    return _days_of(rows, "signed_up_on", window)


def _attendance(
    campaign: Campaign, _members: Members, window: Window
) -> list[DayCount]:
    rows = Participant.objects.attended().filter(campaign=campaign)
    return _days_of(rows, "attended_on", window)


def _days_of(
    rows: QuerySet[Any], column: str, window: Window
) -> list[DayCount]:
    """Return one row a participant; what was entered before the first day
    counts on it.
    """
    until = rows.filter(**{f"{column}__lte": window.last})
    found = []
    for member_id, day in until.values_list(F("member_id"), F(column)):
        found.append((member_id, max(day, window.first), 1.0))
    return found


COUNTINGS: dict[MeasureName, Counting] = {
    MeasureName.ACTIVE_MEMBERS: _active,
    MeasureName.ACTIVE_DAYS: _active,
    MeasureName.WORKS: _works,
    MeasureName.ANSWERS: _answers,
    MeasureName.LINKED_WORKS: _linked,
    MeasureName.SIGN_UPS: _sign_ups,
    MeasureName.ATTENDANCE: _attendance,
}


def count_measure(
    campaign: Campaign,
    measure: str,
    members: Members,
    window: Window,
) -> list[DayCount]:
    """Return a measure by member and day; `members`: ids, or a query of them."""
    rows = COUNTINGS[MeasureName(measure)](campaign, members, window)
    if rule_of(measure).is_once:
        return first_days_only(rows)
    return rows


def total_of(rows: list[DayCount]) -> float:
    """Return the sum of a measure."""
    return float(sum(count for _member, _day, count in rows))


def by_member(
    rows: list[DayCount],
    member_ids: list[int],
) -> NDArray[np.float64]:
    """Return the measure of each of these members, 0 for those without any."""
    sums: dict[int, float] = {}
    for member_id, _day, count in rows:
        sums[member_id] = sums.get(member_id, 0.0) + count
    return np.array([sums.get(one, 0.0) for one in member_ids], dtype=float)
