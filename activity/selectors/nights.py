"""Which night readers see, and which nights are missing."""

from datetime import date, datetime, timedelta

from activity.models import (
    CommunityWeek,
    MemberRecount,
    NightlyRun,
    PublishedGeneration,
)
from activity.rules.calendar import day_starts_at, days_through
from activity.rules.clock import is_published_ahead
from activity.rules.generations import KEPT_GENERATIONS
from common.calendar import business_today, business_zone

ONE_DAY = timedelta(days=1)


def published() -> PublishedGeneration | None:
    """Return what readers see, or None before the first night."""
    return PublishedGeneration.objects.first()


def oldest_kept_generation() -> int | None:
    """Return the first generation that a night does not drop, or None before
    the first night.

    Every published generation has its weeks of the community.
    """
    rows = CommunityWeek.objects.order_by("-generation")
    generations = rows.values_list("generation", flat=True).distinct()
    kept = list(generations[:KEPT_GENERATIONS])
    return min(kept, default=None)


def published_day_ends_at(seen: PublishedGeneration) -> datetime:
    """Return the moment at which the business date of a generation is over."""
    return day_starts_at(seen.business_date + ONE_DAY, business_zone())


def is_ahead_of_clock(seen: PublishedGeneration, now: datetime) -> bool:
    """Tell whether the published night is of a day that is not over by the clock."""
    return is_published_ahead(now, published_day_ends_at(seen))


def missing_dates(now: datetime, *, at_most: int = 31) -> list[date]:
    """Return the business dates that are over but not published, oldest first,
    at most the latest `at_most`.

    If the published night lies in the future, they begin with the first night
    that was run ahead of time.
    """
    yesterday = business_today(now) - ONE_DAY
    seen = published()
    if seen is None:
        return [yesterday]
    last_done = seen.business_date
    if is_ahead_of_clock(seen, now):
        last_done = _last_date_in_time(seen, now)
    count = min((yesterday - last_done).days, at_most)
    return days_through(yesterday - timedelta(days=count - 1), yesterday)


def _last_date_in_time(seen: PublishedGeneration, now: datetime) -> date:
    """Return the day before the first night that was run ahead of time."""
    today = business_today(now)
    ahead = NightlyRun.objects.ahead_of(now, today=today)
    first = ahead.order_by("business_date").first()
    first_date = first.business_date if first else seen.business_date
    return min(first_date, today - ONE_DAY) - ONE_DAY


def requested_recounts() -> dict[str, list[int]]:
    """Return the rows that ask for a recount now and the ids of their members,
    as a night's plan keeps them.
    """
    requests = list(
        MemberRecount.objects.order_by("pk").values_list("pk", "member_id"),
    )
    return {
        "rows": [pk for pk, _member in requests],
        "members": sorted({member for _pk, member in requests}),
    }
