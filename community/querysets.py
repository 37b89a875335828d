from typing import Any

from django.db import models
from django.db.models import Count, Q


class CircleQuerySet(models.QuerySet[Any]):
    def with_member_count(self) -> "CircleQuerySet":
        """Each circle with `member_count`, the members who belong to it now."""
        return self.annotate(member_count=Count("memberships", filter=Q(memberships__ended_on__isnull=True)))


class PostQuerySet(models.QuerySet[Any]):
    def standing(self) -> "PostQuerySet":
        """Posts that are not deleted, of people: staff, bots and test accounts never count."""
        return self.filter(is_deleted=False, author__kind="person")

    def after(self, pk: int) -> "PostQuerySet":
        """Posts that arrived later, in the order of their arrival."""
        return self.filter(pk__gt=pk).order_by("pk")
