"""The community's own past as histories, for refits, backtests and previews
of the policy.
"""

from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from activity.models import MemberSeries, PublishedGeneration
from activity.rules.calendar import (
    WINDOW_WEEKS,
    day_number,
    first_kept_week,
    week_number,
)
from activity.rules.kinds import Dimension
from activity.rules.series import WEEK_RECORD
from activity.selectors.feed_holds import holds_in, last_fed_day
from common.calendar import business_date
from common.errors import Conflict
from common.rules.packing import unpack_records
from lifecycle.models import DormancyState
from lifecycle.rules.arrays import Bytes, Ints
from lifecycle.rules.deciding import last_whole_week
from lifecycle.rules.histories import (
    CALENDAR_ROWS,
    Histories,
    calendar_bits,
    joined_days,
)

MAX_MEMBERS = 20_000


class CommunityPast(NamedTuple):
    """Whole calendar weeks of m members; above MAX_MEMBERS an even sample.

    member (m,): ids · histories (w, m) · row_zero_week: the calendar week
    number of row 0 · total: the number of all members.
    """

    published: PublishedGeneration
    member: Ints
    histories: Histories
    row_zero_week: int
    total: int


class _StoredSeries(NamedTuple):
    """Members' ids, the week of their first activity, and their packed weeks."""

    member: Ints
    first_week: Ints
    packed: list[bytes]


def read_community_past() -> CommunityPast:
    """Return the whole weeks of the published generation, up to the silence
    of a feed that brings much of it.

    Errors: Conflict before the first night.
    """
    published = PublishedGeneration.objects.select_related("night").first()
    if published is None:
        raise Conflict(
            "no_night",
            _("No night has run yet: there is no past to look at."),
        )
    ids = _members_with_state(published.generation)
    step = max(1, -(-len(ids) // MAX_MEMBERS))
    stored = _read_series(published.generation, ids[::step])
    first_kept = first_kept_week(day_number(published.business_date))
    holds = holds_in(published.night.pinned)
    fed_day = last_fed_day(holds, published.business_date)
    last_week = last_whole_week(day_number(fed_day))
    calendar = _calendar_of(stored.packed, first_kept)
    whole = calendar[: last_week - first_kept + 1]
    first_row = _first_active_row(whole)
    row_zero_week = first_kept + first_row
    return CommunityPast(
        published=published,
        member=stored.member,
        histories=Histories(
            whole[first_row:],
            stored.first_week - row_zero_week,
        ),
        row_zero_week=row_zero_week,
        total=len(ids),
    )


def _members_with_state(generation: int) -> Ints:
    states = DormancyState.objects.of_generation(generation)
    ids = states.order_by("member_id").values_list("member_id", flat=True)
    return np.fromiter(ids.iterator(), dtype=np.int64)


def _read_series(generation: int, chosen: Ints) -> _StoredSeries:
    series = MemberSeries.objects.of_generation(generation)
    if len(chosen):
        series = series.filter(
            member_id__gte=int(chosen[0]),
            member_id__lte=int(chosen[-1]),
        )
    rows = series.order_by("member_id").values_list(
        "member_id",
        "first_activity_at",
        "weeks",
    )
    wanted = set(chosen.tolist())
    member = []
    first_week = []
    packed = []
    for pk, first_activity_at, weeks in rows.iterator(chunk_size=5_000):
        if pk in wanted:
            first_day = day_number(business_date(first_activity_at))
            member.append(pk)
            first_week.append(week_number(first_day))
            packed.append(bytes(weeks))
    return _StoredSeries(
        np.array(member, dtype=np.int64),
        np.array(first_week, dtype=np.int64),
        packed,
    )


def _calendar_of(packed: list[bytes], first_kept: int) -> Bytes:
    """Return the active days of all series. Shape: (CALENDAR_ROWS, m)."""
    owner, records = unpack_records(packed, WEEK_RECORD)
    row = records["week"].astype(np.int64) - first_kept
    days = joined_days(records["days"], list(Dimension))
    return calendar_bits(owner, row, days, (CALENDAR_ROWS, len(packed)))


def _first_active_row(bits: Bytes) -> int:
    """Return the first row with activity, or the last row if there is none."""
    if bits.any():
        return int(np.argmax(bits.any(axis=1)))
    return max(len(bits) - 1, 0)


def fitting_cutoffs(weeks: int, horizon_weeks: int) -> Ints:
    """Return cut-offs every four weeks whose outcomes are known.

    None is so old that the year before it lies outside the kept window.
    """
    oldest = max(8, weeks - WINDOW_WEEKS + 52)
    return np.arange(weeks - horizon_weeks, oldest - 1, -4)[::-1]
