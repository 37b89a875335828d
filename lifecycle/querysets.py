from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When

NEWLY_DAYS = 21


class DormancyStateQuerySet(models.QuerySet[Any]):
    def of_generation(self, generation: int) -> "DormancyStateQuerySet":
        return self.filter(generation=generation)


class DormancyDisputeQuerySet(models.QuerySet[Any]):
    def holding_on(self, day: date) -> "DormancyDisputeQuerySet":
        """Disputes neither withdrawn nor over."""
        return self.filter(withdrawn_at__isnull=True, until__gte=day)

    def with_holding(self, day: date) -> "DormancyDisputeQuerySet":
        """Each dispute with `is_holding`, whether it still holds on that day."""
        holds = Case(When(withdrawn_at__isnull=True, until__gte=day, then=Value(True)), default=Value(False))
        return self.annotate(is_holding=holds)


STATE_COLUMNS = {
    "dormancy_state": "state", "state_since": "since", "dormancy_score": "score",
    "is_browsing_only": "is_browsing_only", "policy_version": "policy_version",
}  # fmt: skip
RHYTHM_COLUMNS = ("last_activity_at", "usual_days_per_week", "level", "percentile")


def with_dormancy(members: models.QuerySet[Any], generation: int) -> models.QuerySet[Any]:
    """Return these members, each with his state's columns in a generation (null without one)."""
    joined = FilteredRelation("dormancy_states", condition=Q(dormancy_states__generation=generation))
    columns = {name: F(f"dormancy__{column}") for name, column in STATE_COLUMNS.items()}
    return members.annotate(dormancy=joined).annotate(**columns)


def members_on_board(members: models.QuerySet[Any], *, generation: int, today: date) -> models.QuerySet[Any]:
    """Return the members who have a state, with it, their rhythm, and the dispute that holds today.

    Newly cooling ones come first, among them those who used to be there most.
    """
    joined = FilteredRelation("summaries", condition=Q(summaries__generation=generation))
    disputed = Q(dormancy_disputes__withdrawn_at__isnull=True, dormancy_disputes__until__gte=today)
    rows = with_dormancy(members, generation).filter(dormancy_state__isnull=False)
    rows = rows.annotate(rhythm=joined, dispute=FilteredRelation("dormancy_disputes", condition=disputed))
    rows = rows.annotate(**{name: F(f"rhythm__{name}") for name in RHYTHM_COLUMNS})
    rows = rows.annotate(disputed_until=F("dispute__until"), dispute_reason=F("dispute__reason"))
    is_new = Case(When(state_since__gte=today - timedelta(days=NEWLY_DAYS), then=Value(True)), default=Value(False))
    urgency = Case(
        When(dormancy_state=2, is_new=True, then=Value(0)),
        When(dormancy_state=2, then=Value(1)),
        When(dormancy_state=3, then=Value(2)),
        default=Value(3),
        output_field=models.IntegerField(),
    )
    rows = rows.annotate(is_new=is_new)
    return rows.annotate(urgency=urgency).order_by("urgency", F("usual_days_per_week").desc(nulls_last=True), "pk")


def weekly_totals(flows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """Return members per week, state before and state after, shards added up."""
    grouped = flows.order_by().values("week_start", before=F("from_state"), after=F("to_state"))
    return list(grouped.annotate(members=models.Sum("members")).order_by("week_start", "before", "after"))
