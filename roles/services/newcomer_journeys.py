"""The journeys of newcomers as a night knows them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from activity.rules.calendar import day_number
from activity.services.pipeline import ShardView
from common.db.binary_copy import CopyColumn
from common.db.bulk_copy import write_columns
from common.db.partitions import building_table
from roles.labels import STEP_NAMES
from roles.models import NewcomerJourney
from roles.rules.journey import Journey, JourneyStep
from roles.selectors.journey import read_journeys

JOURNEY_DAYS = 365
NOBODY = 0
NEVER = -1
STEP_COLUMNS = {step: f"{name}_days" for step, name in STEP_NAMES.items()}


def write_journeys(view: ShardView) -> None:
    """Write into the generation the journey of each of the shard's members who
    joined within the last year.
    """
    day = view.night.business_date
    journeys = read_journeys(
        since=day - timedelta(days=JOURNEY_DAYS),
        through=day,
        first_member=view.shard.first_member,
        last_member=view.shard.last_member,
    )
    journeys.sort(key=lambda one: one.member)
    generation = view.night.generation
    table = building_table(NewcomerJourney, generation)
    write_columns(table, _columns(journeys, generation))


def _columns(journeys: Sequence[Journey], generation: int) -> list[CopyColumn]:
    joined = []
    for one in journeys:
        joined.append(day_number(one.joined_on))
    helpers = np.array(
        [[helper or NOBODY for helper in one.helpers] for one in journeys],
        dtype=np.int64,
    ).reshape(len(journeys), 3)
    columns = [
        CopyColumn("generation", "int4", np.full(len(journeys), generation)),
        CopyColumn("member_id", "int8", _ints(one.member for one in journeys)),
        CopyColumn("joined_on", "date", _ints(joined)),
        CopyColumn("attracted_by", "int8", helpers[:, 0]),
        CopyColumn("welcomed_by", "int8", helpers[:, 1]),
        CopyColumn("answered_by", "int8", helpers[:, 2]),
    ]
    for step, name in STEP_COLUMNS.items():
        days = _ints(_days_until(one, step) for one in journeys)
        columns.append(CopyColumn(name, "int4", days))
    return columns


def _ints(values: Iterable[int]) -> NDArray[np.int64]:
    return np.array(list(values), dtype=np.int64)


def _days_until(journey: Journey, step: JourneyStep) -> int:
    """Return the days from joining to a step, NEVER if it was not taken."""
    if step not in journey.reached:
        return NEVER
    return (journey.reached[step] - journey.joined_on).days
