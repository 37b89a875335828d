from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q


class SuggestionQuerySet(models.QuerySet[Any]):
    def unmerged(self) -> "SuggestionQuerySet":
        """Suggestions that were not merged into others."""
        return self.filter(merged_into__isnull=True)

    def with_counts(self) -> "SuggestionQuerySet":
        """Annotate suggestions with `member_count`, `post_count` and `last_at`
        of their visible posts.
        """
        mine = Q(
            posts__post__is_deleted=False,
            posts__post__author__kind="person",
        )
        rows: SuggestionQuerySet = self.annotate(
            member_count=Count(
                "posts__post__author",
                filter=mine,
                distinct=True,
            ),
            post_count=Count("posts", filter=mine, distinct=True),
            last_at=Max("posts__posted_at", filter=mine),
        )
        return rows


class SuggestionPostQuerySet(models.QuerySet[Any]):
    def visible(self) -> "SuggestionPostQuerySet":
        """Posts by people that are not deleted."""
        return self.filter(post__is_deleted=False, post__author__kind="person")

    def first_of_members(self) -> "SuggestionPostQuerySet":
        """The first visible post of each member in each suggestion."""
        earlier = self.model.objects.filter(
            suggestion=OuterRef("suggestion"),
            post__author=OuterRef("post__author"),
            post__is_deleted=False,
            pk__lt=OuterRef("pk"),
        )
        rows: SuggestionPostQuerySet = self.visible().filter(~Exists(earlier))
        return rows

    def awaiting_notice(self) -> "SuggestionPostQuerySet":
        """The first post of each member who does not know yet what became of
        the suggestion.
        """
        informed = self.model.objects.filter(
            suggestion=OuterRef("suggestion"),
            post__author=OuterRef("post__author"),
            notices__kind=OuterRef("suggestion__outcome"),
        )
        rows: SuggestionPostQuerySet = (
            self.first_of_members()
            .exclude(suggestion__outcome="")
            .filter(~Exists(informed), suggestion__merged_into__isnull=True)
        )
        return rows
