from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When

from lifecycle.rules.states import State

Rows = models.QuerySet[Any]
NEWLY_DAYS = 21
CORE_DAYS_PER_WEEK = 1.0
STATE_COLUMNS = {
    "dormancy_state": "state",
    "state_since": "since",
    "dormancy_score": "score",
    "is_browsing_only": "is_browsing_only",
    "state_held_days": "held_days",
    "policy_version": "policy_version",
}
RHYTHM_COLUMNS = (
    "last_activity_at",
    "usual_days_per_week",
    "level",
    "percentile",
)


class DormancyStateQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> Self:
        return self.filter(generation=generation)


class DormancyDisputeQuerySet(models.QuerySet[Any]):
    def holding_on(self, day: date) -> Self:
        """Disputes that are neither withdrawn nor over on that day."""
        return self.filter(withdrawn_at__isnull=True, until__gte=day)

    def with_holding(self, day: date) -> Self:
        """Each dispute with `is_holding`, whether it still holds on that day."""
        holds = Q(withdrawn_at__isnull=True, until__gte=day)
        return self.annotate(is_holding=_boolean(holds))


def _boolean(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def with_dormancy(
    members: Rows,
    generation: int,
) -> Rows:
    """Return these members with the columns of their state in a generation.

    The columns are null for members without a state.
    """
    joined = FilteredRelation(
        "dormancy_states",
        condition=Q(dormancy_states__generation=generation),
    )
    columns = {
        name: F(f"dormancy__{column}")
        for name, column in STATE_COLUMNS.items()
    }
    rows: Rows = members.annotate(dormancy=joined).annotate(**columns)
    return rows


def members_on_board(
    members: Rows,
    *,
    generation: int,
    today: date,
) -> Rows:
    """Return the members who have a state, with it, their rhythm, and the
    dispute that holds today.

    Newly cooling ones come first; among them those who used to be active most.
    """
    rows = with_dormancy(members, generation)
    rows = rows.filter(dormancy_state__isnull=False)
    rows = _with_rhythm(rows, generation)
    rows = _with_dispute(rows, today)
    first_new_day = today - timedelta(days=NEWLY_DAYS)
    rows = rows.annotate(is_new=_boolean(Q(state_since__gte=first_new_day)))
    rows = rows.annotate(urgency=_urgency())
    ordered: Rows = rows.order_by(
        "urgency",
        F("usual_days_per_week").desc(nulls_last=True),
        "pk",
    )
    return ordered


def _with_rhythm(
    rows: Rows,
    generation: int,
) -> Rows:
    joined = FilteredRelation(
        "summaries",
        condition=Q(summaries__generation=generation),
    )
    columns = {name: F(f"rhythm__{name}") for name in RHYTHM_COLUMNS}
    joined_rows: Rows = rows.annotate(rhythm=joined).annotate(**columns)
    return joined_rows


def _with_dispute(
    rows: Rows,
    today: date,
) -> Rows:
    joined = FilteredRelation(
        "dormancy_disputes",
        condition=Q(
            dormancy_disputes__withdrawn_at__isnull=True,
            dormancy_disputes__until__gte=today,
        ),
    )
    disputed: Rows = rows.annotate(dispute=joined).annotate(
        disputed_until=F("dispute__until"),
        dispute_reason=F("dispute__reason"),
    )
    return disputed


def _urgency() -> Case:
    return Case(
        When(dormancy_state=State.COOLING, is_new=True, then=Value(0)),
        When(dormancy_state=State.COOLING, then=Value(1)),
        When(dormancy_state=State.DORMANT, then=Value(2)),
        default=Value(3),
        output_field=models.IntegerField(),
    )


def weekly_totals(flows: Rows) -> list[dict[str, Any]]:
    """Return members per week, state before and state after, shards added up."""
    grouped = flows.order_by().values(
        "week_start",
        before=F("from_state"),
        after=F("to_state"),
    )
    return list(
        grouped.annotate(members=models.Sum("members")).order_by(
            "week_start",
            "before",
            "after",
        ),
    )
