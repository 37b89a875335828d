"""Activity's stage of the nightly run: who was active, new or returning, week
by week, for the dashboards and the lists behind their bars (ADR 39).
"""

from datetime import datetime

from activity.models import MemberWeekSet
from activity.rules.calendar import day_number, week_number
from activity.rules.member_sets import KEPT_WEEKS, activity_sets
from activity.services.member_sets import write_member_sets
from activity.services.pipeline import PipelineStage, ShardView

PART = "member_sets"


def write_sets(view: ShardView) -> None:
    """Write the sets of the shard's members."""
    last_week = week_number(day_number(view.night.business_date))
    first_week = last_week - KEPT_WEEKS + 1
    sets = activity_sets(
        view.series,
        shown=view.shown,
        first_week=first_week,
        first_active_week=week_number(view.first_day),
    )
    write_member_sets(view, first_week=first_week, sets=sets)


def pin_nothing(_now: datetime) -> dict[str, int]:
    """Sets follow nothing that could change while a night runs."""
    return {"weeks": KEPT_WEEKS}


MEMBER_SETS_PART = PipelineStage(
    PART,
    pin_nothing,
    write_sets,
    (),
    (MemberWeekSet,),
)
