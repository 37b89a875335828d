from typing import Any

from django.db import models
from django.db.models import Count, Max, Min, Q


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
