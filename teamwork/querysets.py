from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Q


class InteractionQuerySet(models.QuerySet[Any]):
    def promised(self) -> Self:
        """Promises that are not kept yet."""
        return self.filter(due_on__isnull=False, kept_at__isnull=True)

    def due(self, today: date) -> Self:
        """Promises that are due today or were before, and are not kept."""
        return self.promised().filter(due_on__lte=today)


class NominationQuerySet(models.QuerySet[Any]):
    def waiting_for(self, by: str) -> Self:
        """Open nominations that planner or analyst have not judged."""
        return self.filter(state="open").exclude(judgements__by=by)

    def to_decide(self) -> Self:
        """Open nominations that both have judged."""
        judged = Count("judgements", distinct=True)
        counted: Self = self.filter(state="open").annotate(judged=judged)
        return counted.filter(judged=2)

    def awaiting_notice(self, user: Any) -> Self:
        """Decided nominations whose proposer has not seen it."""
        return self.filter(
            proposed_by=user,
            decided_at__isnull=False,
            proposer_informed_at__isnull=True,
        )

    def declined_since(self, at: datetime) -> Self:
        return self.filter(state="declined", decided_at__gte=at)


class MemberMergeQuerySet(models.QuerySet[Any]):
    def in_effect(self) -> Self:
        """Merges that nobody has undone."""
        return self.filter(undone_at__isnull=True)


def with_interactions(members: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return members with their number of open promises and the moment of
    their latest interaction.
    """
    is_open = Q(
        interactions__due_on__isnull=False,
        interactions__kept_at__isnull=True,
    )
    rows: models.QuerySet[Any] = members.select_related(
        "primary_contact",
        "backup_contact",
    ).annotate(
        open_promises=Count("interactions", filter=is_open),
        talked_at=Max("interactions__happened_at"),
    )
    return rows
