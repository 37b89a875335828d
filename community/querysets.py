from collections.abc import Iterable
from datetime import datetime, timedelta
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

    def in_threads(self, threads: Iterable[tuple[int, str]]) -> "PostQuerySet":
        """Posts of threads (source id, key), and perhaps of threads with the same key in another of these sources."""
        wanted = set(threads)
        sources, keys = {source for source, _key in wanted}, {key for _source, key in wanted}
        return self.filter(source_id__in=sources, thread_key__in=keys)

    def after(self, pk: int) -> "PostQuerySet":
        """Posts that arrived later, in the order of their arrival."""
        return self.filter(pk__gt=pk).order_by("pk")


class QuestionQuerySet(models.QuerySet[Any]):
    def standing(self) -> "QuestionQuerySet":
        """Questions of people that are not deleted."""
        return self.filter(post__is_deleted=False, post__author__kind="person")

    def unanswered(self) -> "QuestionQuerySet":
        return self.standing().filter(answered_at__isnull=True)

    def waiting_longer_than(self, hours: int, now: datetime) -> "QuestionQuerySet":
        """Unanswered questions asked before so many hours."""
        return self.unanswered().filter(post__posted_at__lt=now - timedelta(hours=hours))

    def with_overdue(self, hours: int, now: datetime) -> "QuestionQuerySet":
        """Each question with `is_overdue`: unanswered for longer than so many hours."""
        late = models.When(answered_at__isnull=True, post__posted_at__lt=now - timedelta(hours=hours), then=True)
        return self.annotate(is_overdue=models.Case(late, default=False))

    def asked_since(self, at: datetime) -> "QuestionQuerySet":
        return self.standing().filter(post__posted_at__gte=at)
