from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from members.models import Member


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


class ReactionQuerySet(models.QuerySet[Any]):
    def told_by_post(self, newcomer: timedelta) -> dict[int, dict[str, int]]:
        """Return, of each post with reactions, how many different people `react`, how many `save` it, and how many of
        them are prospects or joined less than `newcomer` before. Its author, staff, bots and test accounts count for
        nothing, and two records of one person once.
        """
        person = Coalesce("member__merged_into", "member")
        theirs = Q(member__kind="person") & ~Q(person=F("post__author"))
        fresh = Q(member__owner_status="prospect") | Q(member__joined_on__gte=F("reacted_at") - newcomer)
        told = self.annotate(person=person).order_by().values("post_id")
        told = told.annotate(
            react=Count("person", distinct=True, filter=theirs),
            save=Count("person", distinct=True, filter=theirs & Q(kind="favourite")),
            fresh=Count("person", distinct=True, filter=theirs & fresh),
        )
        return {row.pop("post_id"): row for row in told}


class PostReadingQuerySet(models.QuerySet[Any]):
    def answers(self) -> "PostReadingQuerySet":
        """Readings of posts that answer somebody."""
        return self.filter(to_member__isnull=False)

    def in_depth(self, depth: int, length: int) -> "PostReadingQuerySet":
        """Readings of people's posts that open a thread with so many technical words and characters, asking nothing."""
        long = self.filter(depth__gte=depth, length__gte=length, to_member__isnull=True, asks=False)
        return long.of_people()

    def of_people(self) -> "PostReadingQuerySet":
        """Readings of what people wrote unpaid: staff, bots and test accounts, who are few, are left out."""
        others = [kind for kind in Member.Kind.values if kind != Member.Kind.PERSON]
        return self.filter(is_paid=False).exclude(author__in=Member.objects.filter(kind__in=others))
