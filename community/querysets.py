from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, F, Func, Q, Value

from members.models import Member


class CircleQuerySet(models.QuerySet[Any]):
    def with_member_count(self) -> "CircleQuerySet":
        """Each circle with `member_count`, the members who belong to it now."""
        return self.annotate(member_count=Count("memberships", filter=Q(memberships__ended_on__isnull=True)))


MOST_SEARCHED_WORDS = 8


class _LetterPairs(Func):
    """The pairs of letters of a text, upper case; exactly as the index of community/migrations/0012 has them."""

    template = "community_letter_pairs(%(expressions)s)"
    arg_joiner = " || E'\\n' || "
    output_field = models.TextField()


class _HoldsPairsOf(Func):
    template = "(%(expressions)s) AS pair WHERE length(pair) = 2))"
    arg_joiner = " @> ARRAY(SELECT pair FROM unnest("
    output_field = models.BooleanField()


class PostQuerySet(models.QuerySet[Any]):
    def standing(self) -> "PostQuerySet":
        """Posts that are not deleted, of people: staff, bots and test accounts never count."""
        return self.filter(is_deleted=False, author__kind="person")

    def saying(self, words: str) -> "PostQuerySet":
        """Posts whose title or text has each of these words (between spaces), in any case; the last may be a phrase.

        PostgreSQL finds them by their pairs of letters, which an index holds; one letter is looked for in all posts.
        """
        found = self
        for word in words.split(maxsplit=MOST_SEARCHED_WORDS - 1):
            if connection.vendor == "postgresql" and len(word) > 1:
                found = found.filter(_HoldsPairsOf(_LetterPairs(F("title"), F("text")), _LetterPairs(Value(word))))
            found = found.filter(Q(text__icontains=word) | Q(title__icontains=word))
        return found

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


class ReactionCounts(NamedTuple):
    """How many different people reacted to a post, saved it, and were new; and how many reactions that was made of."""

    people: int
    savers: int
    newcomers: int
    rows: int


class ReactionQuerySet(models.QuerySet[Any]):
    def told_by_post(self, newcomer: timedelta) -> dict[int, ReactionCounts]:
        """Return the counts of each post with reactions. Its author, staff, bots and test accounts count for nothing,
        two records of one person once. New is who joined less than `newcomer` before, or has joined and owns nothing
        yet; of somebody without a joining date nothing is known.
        """
        rows = list(self.order_by().values_list("post_id", "post__author_id", "member_id", "kind", "reacted_at"))
        stand = Member.objects.standing_for({member for row in rows for member in row[1:3]})
        people: dict[int, tuple[set[int], set[int], set[int]]] = {}
        count: Counter[int] = Counter()
        for post, author, member, kind, reacted_at in rows:
            everybody, savers, newcomers = people.setdefault(post, (set(), set(), set()))
            count[post] += 1
            person = stand[member]
            if person.kind != Member.Kind.PERSON or person.pk == stand[author].pk:
                continue
            everybody.add(person.pk)
            if kind == "favourite":
                savers.add(person.pk)
            if _is_new(person, reacted_at, newcomer):
                newcomers.add(person.pk)
        return {post: ReactionCounts(*map(len, sets), rows=count[post]) for post, sets in people.items()}


def _is_new(person: Member, at: datetime, newcomer: timedelta) -> bool:
    if person.joined_on is None:
        return False
    day = at.astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE)).date()
    return person.owner_status == Member.OwnerStatus.PROSPECT or day - person.joined_on <= newcomer


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
