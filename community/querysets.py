from typing import Any

from django.db import models
from django.db.models import Count, Q


class CircleQuerySet(models.QuerySet[Any]):
    def with_member_count(self) -> "CircleQuerySet":
        """Each circle with `member_count`, the members who belong to it now."""
        return self.annotate(member_count=Count("memberships", filter=Q(memberships__ended_on__isnull=True)))
