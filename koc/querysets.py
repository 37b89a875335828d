"""Conditions on KOC status, and members with theirs."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

Rows = models.QuerySet[Any]
NO_STATUS = ("mistake",)


class KocSpellQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Status that has not ended, also of merged members."""
        return self.filter(ended_on__isnull=True)

    def counted(self) -> Self:
        """Status that holds or held; what was entered by mistake never was one."""
        rows = self.filter(member__merged_into__isnull=True)
        return rows.exclude(end_reason__in=NO_STATUS)

    def current(self) -> Self:
        """Status that holds now: one for each KOC."""
        return self.open().filter(member__merged_into__isnull=True)

    def former(self) -> Self:
        """Status that has ended."""
        return self.counted().filter(ended_on__isnull=False)

    def due(self, today: date) -> Self:
        """Status whose review is due today or was before."""
        return self.current().filter(review_on__lte=today)

    def counted_by_tier(self) -> dict[str, int]:
        """Return how many KOC have each tier."""
        tiers = self.current().order_by().values_list("tier")
        return dict(tiers.annotate(count=models.Count("pk")))


def with_koc(members: Rows) -> Rows:
    """Return members with tier, begin and next review of their status; null
    for those who have none.
    """
    joined = FilteredRelation(
        "koc_spells",
        condition=Q(koc_spells__ended_on__isnull=True),
    )
    rows: Rows = members.annotate(koc=joined).annotate(
        koc_tier=F("koc__tier"),
        koc_since=F("koc__since"),
        koc_review_on=F("koc__review_on"),
    )
    return rows


def were_koc(spells: KocSpellQuerySet) -> Q:
    """Return which members were KOC and are none now."""
    ended = spells.former().filter(member=OuterRef("pk"))
    held = spells.open().filter(member=OuterRef("pk"))
    return Q(Exists(ended)) & ~Q(Exists(held))


class OwnerScoreQuerySet(models.QuerySet[Any]):
    def shown(self) -> Self:
        """Scores of people who were not merged into another."""
        return self.filter(
            member__merged_into__isnull=True,
            member__kind="person",
        )

    def with_effect(self) -> Self:
        """Scores of people who helped somebody of late."""
        return self.shown().filter(effect__gt=0)
