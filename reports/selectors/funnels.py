"""The AISAS funnel: cohorts of members by the month in which they came, and
how many of them reached each stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.models import FunnelRun, MemberStages
from reports.rules.cohorts import (
    Cohort,
    StageCount,
    count_stage,
    is_whole,
    months_up_to,
)
from reports.rules.stages import STAGES_OF, Stage, Way


def count_cohorts(computed_until: date) -> dict[str, list[dict[str, Any]]]:
    """Return the cohorts of the last months by way, as they are stored."""
    found = {}
    for way, stages in STAGES_OF.items():
        cohorts = []
        for month in months_up_to(computed_until):
            cohorts.append(_stored(_count(way, month, stages, computed_until)))
        found[way.value] = cohorts
    return found


def _count(
    way: Way,
    month: date,
    stages: tuple[Stage, ...],
    computed_until: date,
) -> Cohort:
    came = MemberStages.objects.came_in(way, month)
    counts = []
    for stage in stages:
        rows = came.reached(stage).order_by()
        if stage == Stage.ATTENTION:
            counts.append(StageCount(stage, rows.count(), 0.0))
            continue
        days = rows.values_list(f"{stage}_days", flat=True)
        counts.append(count_stage(stage, list(days)))
    whole = is_whole(month, computed_until)
    return Cohort(month, counts[0].members, whole, tuple(counts))


def _stored(cohort: Cohort) -> dict[str, Any]:
    return {
        "month": cohort.month.isoformat(),
        "members": cohort.members,
        "is_whole": cohort.is_whole,
        "stages": [
            {
                "stage": one.stage.value,
                "members": one.members,
                "median_days": one.median_days,
            }
            for one in cohort.stages
        ],
    }


def _read(stored: Mapping[str, Any]) -> Cohort:
    counts = []
    for one in stored["stages"]:
        counts.append(
            StageCount(Stage(one["stage"]), one["members"], one["median_days"])
        )
    return Cohort(
        date.fromisoformat(stored["month"]),
        stored["members"],
        stored["is_whole"],
        tuple(counts),
    )


@dataclass(frozen=True)
class Funnel:
    """The funnel of a way as it was computed last, the earliest month first."""

    way: Way
    run: FunnelRun
    cohorts: list[Cohort]

    def of_month(self, month: date | None) -> Cohort:
        """Return the cohort of a month; without one the last that has been
        watched for the whole time and has members, else the last.
        """
        for one in self.cohorts:
            if one.month == month:
                return one
        whole = [one for one in self.cohorts if one.is_whole and one.members]
        return whole[-1] if whole else self.cohorts[-1]


def read_funnel(way: Way) -> Funnel | None:
    """Return the funnel of a way, None before it was ever computed."""
    run = FunnelRun.objects.first()
    if run is None:
        return None
    cohorts = [_read(one) for one in run.cohorts[way.value]]
    return Funnel(way, run, cohorts)
