"""Read which members were in a set in a week: their number, and who they are."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from django.db.models import BinaryField, F, IntegerField, Value
from django.db.models.functions import Greatest, Substr
from numpy.typing import NDArray

from activity.models import MemberWeekSet
from activity.rules.calendar import day_number, week_number
from activity.rules.member_sets import WeekBits, count_bits, ids_in

Ids = NDArray[np.int64]
Counts = dict[str, list[int | None]]


def count_members(
    generation: int,
    names: Sequence[str],
    weeks: Sequence[date],
    wanted: Ids | None,
) -> Counts:
    """Return for each set how many members it has in each week, of all or of
    the wanted sorted ids; None for a week of which nothing is kept.
    """
    if not weeks:
        return {name: [] for name in names}
    shards = _read(generation, names, weeks[0], weeks[-1])
    numbers = [_number(week) for week in weeks]
    counts: Counts = {}
    for name in names:
        mine = shards.get(name, [])
        counts[name] = [count_bits(mine, week, wanted) for week in numbers]
    return counts


def members_in(generation: int, name: str, week: date) -> Ids:
    """Return the sorted ids of the members who are in a set in a week."""
    shards = _read(generation, [name], week, week)
    return ids_in(shards.get(name, []), _number(week))


def _number(monday: date) -> int:
    return int(week_number(day_number(monday)))


def _read(
    generation: int,
    names: Iterable[str],
    first: date,
    last: date,
) -> dict[str, list[WeekBits]]:
    """Return the bits of these weeks only: a year is two megabytes."""
    begins, ends = _number(first), _number(last)
    start = (Value(begins) - F("first_week")) * F("stride") + 1
    part = Substr(
        "bits",
        Greatest(start, Value(1), output_field=IntegerField()),
        Value(ends - begins + 1) * F("stride"),
        output_field=BinaryField(),
    )
    rows = MemberWeekSet.objects.of_generation(generation)
    found = rows.filter(name__in=list(names)).order_by("shard")
    columns = ("name", "first_member", "first_week", "stride")
    shards: dict[str, list[WeekBits]] = {}
    for name, member, week, stride, bits in found.annotate(
        part=part,
    ).values_list(*columns, "part"):
        raw = np.frombuffer(bytes(bits), dtype=np.uint8)
        rows_of_weeks = raw.reshape(-1, stride)
        shard = WeekBits(member, max(begins, week), rows_of_weeks)
        shards.setdefault(name, []).append(shard)
    return shards
