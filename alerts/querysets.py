from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, Max, Min, OuterRef, Q, Value, When

from members.models import Member

HEARD_STATES, FIXED_STATES = ("confirmed", "engineering", "regressed"), ("fixed", "verified")


class IssueQuerySet(models.QuerySet[Any]):
    def standing(self) -> "IssueQuerySet":
        """Issues that were not merged into others."""
        return self.filter(merged_into__isnull=True)

    def with_voices(self) -> "IssueQuerySet":
        """Each issue with its owners, posts, and first and last voice."""
        mine = Q(placements__post__is_deleted=False, placements__post__author__kind="person")
        return self.annotate(
            voice_count=Count("placements__post__author", filter=mine, distinct=True),
            post_count=Count("placements", filter=mine, distinct=True),
            first_at=Min("placements__post__posted_at", filter=mine),
            last_at=Max("placements__post__posted_at", filter=mine),
        )


class PlacementQuerySet(models.QuerySet[Any]):
    def standing(self) -> "PlacementQuerySet":
        return self.filter(post__is_deleted=False, post__author__kind="person")

    def fallen(self) -> "PlacementQuerySet":
        """Voices that their issue counts although their post is deleted or its author turned out to be no person."""
        counted, others = self.filter(is_counted=True), [kind for kind in Member.Kind.values if kind != "person"]
        gone = counted.filter(post__is_deleted=True).values("pk")
        return self.filter(pk__in=gone.union(counted.filter(post__author__kind__in=others).values("pk")))

    def come_back(self) -> "PlacementQuerySet":
        """Voices that their issue does not count although they stand again."""
        return self.standing().filter(is_counted=False)

    def to_tell(self) -> "PlacementQuerySet":
        """The first voice of each owner who waits to be told of its issue, with `notice_kind`: heard, or fixed."""
        kind = Case(
            When(issue__state__in=HEARD_STATES, then=Value("heard")),
            When(issue__state__in=FIXED_STATES, then=Value("fixed")),
        )
        waiting = self.standing().filter(issue__state__in=(*HEARD_STATES, *FIXED_STATES)).annotate(notice_kind=kind)
        same = {"issue": OuterRef("issue"), "post__author": OuterRef("post__author")}
        earlier = self.model.objects.filter(**same, post__is_deleted=False, pk__lt=OuterRef("pk"))
        told = self.model.objects.filter(**same, notices__kind=OuterRef("notice_kind"))
        return waiting.filter(~Exists(earlier), ~Exists(told))


class IssueCorrectionQuerySet(models.QuerySet[Any]):
    def of_issue(self, number: int) -> "IssueCorrectionQuerySet":
        """Corrections that an issue took part in."""
        return self.filter(Q(goes_number=number) | Q(stays_number=number))
