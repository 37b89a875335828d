"""In which times somebody paid members for their opinion."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from common.calendar import business_date
from community.models import Cooperation


class PaidTime(NamedTuple):
    """Days in which a member is paid, both counted; no last one while it goes
    on; and by whom.
    """

    first: date
    last: date | None
    partner: str


def paid_times(member_ids: Collection[int]) -> dict[int, list[PaidTime]]:
    """Return the times of paid cooperation of those of these members who had
    any.
    """
    rows = Cooperation.objects.filter(
        member__in=member_ids,
        cancelled_at__isnull=True,
    )
    found: dict[int, list[PaidTime]] = defaultdict(list)
    for row in rows.order_by("started_on", "pk"):
        one = PaidTime(row.started_on, row.ended_on, row.partner)
        found[row.member_id].append(one)
    return dict(found)


def paid_on(
    day: date,
    rows: QuerySet[Cooperation] | None = None,
) -> QuerySet[Cooperation]:
    """Return the cooperations, of these rows or all, that are paid on a day."""
    known = Cooperation.objects.all() if rows is None else rows
    goes_on = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    return known.filter(
        goes_on,
        started_on__lte=day,
        cancelled_at__isnull=True,
    )


def was_paid(times: Iterable[PaidTime], at: datetime) -> PaidTime | None:
    """Return the time of these in which a moment lies, None if there is none."""
    day = business_date(at)
    for one in times:
        if one.first <= day and (one.last is None or day <= one.last):
            return one
    return None
