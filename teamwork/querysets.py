from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Q


class InteractionQuerySet(models.QuerySet[Any]):
    def promised(self) -> "InteractionQuerySet":
        """Promises that are not kept yet."""
        return self.filter(due_on__isnull=False, kept_at__isnull=True)

    def due(self, today: date) -> "InteractionQuerySet":
        """Promises that are due today or were before, and are not kept."""
        return self.promised().filter(due_on__lte=today)


class NominationQuerySet(models.QuerySet[Any]):
    def waiting_for(self, by: str) -> "NominationQuerySet":
        """Open nominations that planner or analyst have not judged."""
        return self.filter(state="open").exclude(judgements__by=by)

    def to_decide(self) -> "NominationQuerySet":
        """Open nominations that both have judged."""
        judged = Count("judgements", distinct=True)
        return self.filter(state="open").annotate(judged=judged).filter(judged=2)

    def to_tell(self, user: Any) -> "NominationQuerySet":
        """Decided nominations whose proposer has not seen it."""
        return self.filter(proposed_by=user, decided_at__isnull=False, told_at__isnull=True)

    def declined_since(self, at: datetime) -> "NominationQuerySet":
        return self.filter(Q(state="declined"), decided_at__gte=at)


class MemberMergeQuerySet(models.QuerySet[Any]):
    def standing(self) -> "MemberMergeQuerySet":
        """Merges that nobody has undone."""
        return self.filter(undone_at__isnull=True)
