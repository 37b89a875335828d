"""The community's own past as histories: what the policy is refitted on, judged on and previewed on."""

from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from activity.models import MemberSeries, PublishedGeneration
from activity.rules.calendar import WINDOW_WEEKS, business_day, day_number, first_kept_week, week_number
from activity.rules.series import WEEK_RECORD
from activity.services.nights import business_zone
from common.errors import ReaderError
from common.rules.packing import unpack_records
from lifecycle.models import DormancyState
from lifecycle.rules.deciding import last_whole_week
from lifecycle.rules.histories import CALENDAR_ROWS, Histories, calendar_bits

MOST_MEMBERS = 20_000


class CommunityPast(NamedTuple):
    """Whole calendar weeks of m members, an even sample if there are more than MOST_MEMBERS.

    member (m,) ids · histories (w, m) · row_zero_week: the calendar week number of row 0 · total: all members.
    """

    published: PublishedGeneration
    member: NDArray[np.int64]
    histories: Histories
    row_zero_week: int
    total: int


def read_community_past() -> CommunityPast:
    """Return the whole weeks of the published generation. Errors: ReaderError before the first night."""
    seen = PublishedGeneration.objects.first()
    if seen is None:
        raise ReaderError("no_night", _("No night has run yet: there is no past to look at."), status=409)
    counted = DormancyState.objects.of_generation(seen.generation).order_by("member_id")
    ids = np.fromiter(counted.values_list("member_id", flat=True).iterator(), dtype=np.int64)
    chosen = ids[:: max(1, -(-len(ids) // MOST_MEMBERS))]
    series = MemberSeries.objects.of_generation(seen.generation).order_by("member_id")
    if len(chosen):
        series = series.filter(member_id__gte=int(chosen[0]), member_id__lte=int(chosen[-1]))
    wanted = set(chosen.tolist())
    rows = [
        row
        for row in series.values_list("member_id", "first_activity_at", "weeks").iterator(chunk_size=5_000)
        if row[0] in wanted
    ]
    last_day, zone = day_number(seen.business_date), business_zone()
    first_week = np.array([week_number(day_number(business_day(at, zone))) for _pk, at, _w in rows], dtype=np.int64)
    owner, records = unpack_records([bytes(packed) for _pk, _at, packed in rows], WEEK_RECORD)
    week = first_kept_week(last_day)
    days = np.bitwise_or.reduce(records["days"], axis=1) if len(records) else np.zeros(0, dtype=np.uint8)
    bits = calendar_bits(owner, records["week"].astype(np.int64) - week, days, (CALENDAR_ROWS, len(rows)))
    whole = bits[: last_whole_week(last_day) - week + 1]
    lived = int(np.argmax(whole.any(axis=1))) if whole.any() else max(len(whole) - 1, 0)
    histories = Histories(whole[lived:], first_week - week - lived)
    member = np.array([pk for pk, _at, _w in rows], dtype=np.int64)
    return CommunityPast(seen, member, histories, week + lived, len(ids))


def fitting_cutoffs(weeks: int, horizon_weeks: int) -> NDArray[np.int64]:
    """Return cut-offs every four weeks whose outcomes are known, none older than the window lets be seen whole."""
    oldest = max(8, weeks - WINDOW_WEEKS + 52)
    return np.arange(weeks - horizon_weeks, oldest - 1, -4)[::-1]
