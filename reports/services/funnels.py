"""The AISAS funnel is computed anew after each night, from the same events."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activity.models import PublishedGeneration
from activity.rules.calendar import DayTable, day_starts_at
from activity.selectors.event_stream import EventSpan, stream_events
from common.calendar import business_date, business_zone
from common.db.binary_copy import CopyColumn
from common.db.bulk_copy import write_columns
from common.db.ids import ids_of
from common.db.transactions import atomic_with_retry
from members.models import Member
from reports.models import FunnelPolicy, FunnelRun, MemberStages
from reports.rules.first_acts import NEVER, FirstActs, days_between
from reports.rules.stages import BY_KINDS, Stage, kind_numbers
from reports.selectors.first_cars import read_first_cars
from reports.selectors.funnel_policies import policy_in_force
from reports.selectors.funnels import count_cohorts
from reports.selectors.stage_contents import count_contents

Ints = NDArray[np.int64]


def refresh_funnel(*, now: datetime) -> bool:
    """Compute the funnel if a night was published since, or other stages are in
    force; return whether it was computed.
    """
    published = PublishedGeneration.objects.first()
    if published is None:
        return False
    policy = policy_in_force()
    is_known = FunnelRun.objects.filter(
        generation=published.generation,
        policy_version=policy.version,
    ).exists()
    if is_known:
        return False
    acts = _read_acts(published, policy)
    _store(
        columns=_columns(acts, published),
        published=published,
        policy_version=policy.version,
        now=now,
    )
    return True


def _read_acts(
    published: PublishedGeneration,
    policy: FunnelPolicy,
) -> FirstActs:
    """Return the first acts in the events that the published night has read."""
    ends = day_starts_at(
        published.business_date + timedelta(days=1),
        business_zone(),
    )
    kinds = {stage: kind_numbers(policy.kinds, stage) for stage in BY_KINDS}
    acts = FirstActs(
        ids_of(Member.objects.real_people()),
        kinds,
        ends=int(ends.timestamp()),
    )
    stream_events(
        EventSpan(None, None, published.events_through, ends),
        acts.add,
    )
    return acts


def _columns(
    acts: FirstActs,
    published: PublishedGeneration,
) -> list[CopyColumn]:
    """Return the rows of who ever did anything, as columns."""
    came = acts.first[Stage.ATTENTION] != NEVER
    member = acts.member[came]
    days = {}
    table = _day_table(acts, published)
    for stage, seconds in acts.first.items():
        days[stage] = _days(seconds[came], table)
    attention = days[Stage.ATTENTION]
    cars = read_first_cars(member)
    is_owner = cars.is_owner | (cars.first_day <= attention)
    columns = [
        CopyColumn("member_id", "int8", member),
        CopyColumn("came_as_owner", "bool", is_owner),
        CopyColumn("attention_on", "date", attention),
    ]
    days[Stage.ACTION] = np.where(is_owner, NEVER, cars.first_day)
    for stage in (*BY_KINDS, Stage.ACTION):
        between = days_between(attention, days[stage])
        columns.append(CopyColumn(f"{stage}_days", "int4", between))
    return columns


def _day_table(acts: FirstActs, published: PublishedGeneration) -> Any:
    """Return the table of days from the first act of all, None without any."""
    seconds = acts.first[Stage.ATTENTION]
    earliest = int(seconds.min()) if len(seconds) else int(NEVER)
    if earliest == NEVER:
        return None
    first = business_date(datetime.fromtimestamp(earliest, tz=UTC))
    return DayTable(first, published.business_date, business_zone())


def _days(seconds: Ints, table: DayTable | None) -> Ints:
    """Return business days since 1970, NEVER where there is no act."""
    found = np.full(len(seconds), NEVER, dtype=np.int64)
    has = seconds != NEVER
    if table is not None and has.any():
        found[has] = table.days(seconds[has])
    return found


@atomic_with_retry
def _store(
    *,
    columns: list[CopyColumn],
    published: PublishedGeneration,
    policy_version: int,
    now: datetime,
) -> None:
    MemberStages.objects.all().delete()
    write_columns(MemberStages._meta.db_table, columns)
    FunnelRun.objects.all().delete()
    FunnelRun.objects.create(
        generation=published.generation,
        business_date=published.business_date,
        policy_version=policy_version,
        computed_at=now,
        cohorts=count_cohorts(published.business_date),
        contents=count_contents(published.business_date),
    )
