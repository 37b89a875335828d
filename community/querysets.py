from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import Count, F, Func, Q, Value

from common.calendar import business_date
from community.rules.answers import SILENCE
from community.rules.history import OLD
from members.models import Member


class CircleQuerySet(models.QuerySet[Any]):
    def with_member_count(self) -> "CircleQuerySet":
        """Annotate circles with `member_count`, the members who belong to it
        now.
        """
        now = Q(memberships__ended_on__isnull=True)
        rows: CircleQuerySet = self.annotate(
            member_count=Count("memberships", filter=now),
        )
        return rows


MAX_SEARCHED_WORDS = 8
SAVE = "favourite"


class _LetterPairs(Func):
    """The pairs of letters of a text in upper case, exactly as the index of
    community/migrations/0012 has them.
    """

    template = "community_letter_pairs(%(expressions)s)"
    arg_joiner = " || E'\\n' || "
    output_field = models.TextField()


class _HoldsPairsOf(Func):
    template = "(%(expressions)s) AS pair WHERE length(pair) = 2))"
    arg_joiner = " @> ARRAY(SELECT pair FROM unnest("
    output_field = models.BooleanField()


class PostQuerySet(models.QuerySet[Any]):
    def visible(self) -> "PostQuerySet":
        """Posts by people that are not deleted: staff, bots and test accounts
        never count.
        """
        return self.filter(is_deleted=False, author__kind="person")

    def saying(self, words: str) -> "PostQuerySet":
        """Posts whose title or text has each of these words (between spaces),
        in any case; the last may be a phrase.

        PostgreSQL finds them by their pairs of letters, which are indexed; a
        single letter is looked for in all posts.
        """
        found = self
        has_index = connection.vendor == "postgresql"
        for word in words.split(maxsplit=MAX_SEARCHED_WORDS - 1):
            if has_index and len(word) > 1:
                written = _LetterPairs(F("title"), F("text"))
                searched = _LetterPairs(Value(word))
                found = found.filter(_HoldsPairsOf(written, searched))
            found = found.filter(
                Q(text__icontains=word) | Q(title__icontains=word),
            )
        return found

    def in_threads(self, threads: Iterable[tuple[int, str]]) -> "PostQuerySet":
        """Posts of threads (source id, key), and possibly of threads with the
        same key in another of these sources.
        """
        sources = set()
        keys = set()
        for source, key in threads:
            sources.add(source)
            keys.add(key)
        return self.filter(source_id__in=sources, thread_key__in=keys)

    def after(self, pk: int) -> "PostQuerySet":
        """Posts that arrived later, in the order of their arrival."""
        return self.filter(pk__gt=pk).order_by("pk")


NO_QUESTION = Q(closed_how="not_question")
# Closed by staff, and not opened again by the asker since.
CLOSED = Q(closed_how__in=("elsewhere", "closed")) & (
    Q(reopened_at__isnull=True) | Q(reopened_at__lte=F("closed_at"))
)
UNANSWERED = Q(answered_at__isnull=True, solved_at__isnull=True)


class QuestionQuerySet(models.QuerySet[Any]):
    def of_people(self) -> "QuestionQuerySet":
        """Questions that are not deleted, with what staff said is none."""
        return self.filter(post__is_deleted=False, post__author__kind="person")

    def visible(self) -> "QuestionQuerySet":
        """Questions of people that are not deleted."""
        return self.of_people().exclude(NO_QUESTION)

    def unanswered(self) -> "QuestionQuerySet":
        """Visible questions without an answer that the asker has not solved
        and staff have not closed.
        """
        return self.visible().filter(UNANSWERED).exclude(CLOSED)

    def without_history(self) -> "QuestionQuerySet":
        """Questions that were no history when they arrived."""
        return self.filter(post__is_history=False)

    def with_state(self, now: datetime) -> "QuestionQuerySet":
        """Annotate questions with `state`, as Question.state_at() has it, and
        with `is_old`: history when they arrived, or too old to be news.
        """
        state = models.Case(
            models.When(NO_QUESTION, then=F("closed_how")),
            models.When(solved_at__isnull=False, then=F("solved_how")),
            models.When(CLOSED, then=F("closed_how")),
            models.When(
                answered_at__isnull=True,
                reopened_at__isnull=False,
                then=Value("reopened"),
            ),
            models.When(answered_at__isnull=True, then=Value("waiting")),
            models.When(
                quiet_since__lt=now - SILENCE,
                then=Value("silent"),
            ),
            default=Value("answered"),
            output_field=models.CharField(),
        )
        is_old = Q(post__is_history=True) | Q(post__posted_at__lt=now - OLD)
        rows: QuestionQuerySet = self.annotate(
            state=state,
            is_old=models.Case(
                models.When(is_old, then=True),
                default=False,
            ),
        )
        return rows

    def by_urgency(self) -> "QuestionQuerySet":
        """Fresh ones that wait, the most upset and then the longest waiting
        first; then fresh answered ones, the latest first; then old ones. Needs
        `with_state()`.
        """
        waits = models.Case(
            models.When(NO_QUESTION | CLOSED, then=1),
            models.When(UNANSWERED, then=0),
            default=1,
        )
        return self.order_by(
            "is_old",
            waits,
            F("answered_at").desc(nulls_last=True),
            "-upset",
            "post__posted_at",
            "pk",
        )

    def waiting_longer_than(
        self,
        hours: int,
        now: datetime,
    ) -> "QuestionQuerySet":
        """Unanswered questions asked more than so many hours ago, without
        history.
        """
        return self.unanswered().filter(
            post__is_history=False,
            post__posted_at__lt=now - timedelta(hours=hours),
        )

    def with_overdue(self, hours: int, now: datetime) -> "QuestionQuerySet":
        """Annotate questions with `is_overdue`: unanswered for more than so many
        hours, and no history.
        """
        closed = models.When(NO_QUESTION | CLOSED, then=False)
        late = models.When(
            UNANSWERED,
            post__is_history=False,
            post__posted_at__lt=now - timedelta(hours=hours),
            then=True,
        )
        rows: QuestionQuerySet = self.annotate(
            is_overdue=models.Case(closed, late, default=False),
        )
        return rows

    def asked_since(self, at: datetime) -> "QuestionQuerySet":
        """Visible questions asked since a moment."""
        return self.visible().filter(post__posted_at__gte=at)


class ReactionCounts(NamedTuple):
    """How many different people reacted to a post, how many of them saved it,
    how many were new, and the number of reactions.
    """

    people: int
    savers: int
    newcomers: int
    rows: int


class _Reactors:
    """The people who reacted to a post, each once."""

    def __init__(self) -> None:
        self.people: set[int] = set()
        self.savers: set[int] = set()
        self.newcomers: set[int] = set()
        self.rows = 0

    def counts(self) -> ReactionCounts:
        return ReactionCounts(
            people=len(self.people),
            savers=len(self.savers),
            newcomers=len(self.newcomers),
            rows=self.rows,
        )


class ReactionQuerySet(models.QuerySet[Any]):
    def counts_by_post(self, newcomer: timedelta) -> dict[int, ReactionCounts]:
        """Return the counts of each post with reactions.

        Its author, staff, bots and test accounts do not count, and two records
        of one person count once. New is who joined less than `newcomer`
        before, or has joined and owns nothing yet; without a joining date
        nobody is known to be new.
        """
        rows = list(
            self.order_by().values_list(
                "post_id",
                "post__author_id",
                "member_id",
                "kind",
                "reacted_at",
            ),
        )
        mentioned: set[int] = set()
        for _post, author, member, _kind, _at in rows:
            mentioned |= {author, member}
        unmerged = Member.objects.unmerged_by_id(mentioned)
        by_post: dict[int, _Reactors] = defaultdict(_Reactors)
        for post, author, member, kind, reacted_at in rows:
            reactors = by_post[post]
            reactors.rows += 1
            person = unmerged[member]
            is_author = person.pk == unmerged[author].pk
            if is_author or person.kind != Member.Kind.PERSON:
                continue
            reactors.people.add(person.pk)
            if kind == SAVE:
                reactors.savers.add(person.pk)
            if _is_new(person, reacted_at, newcomer):
                reactors.newcomers.add(person.pk)
        return {post: by_post[post].counts() for post in by_post}


def _is_new(person: Member, at: datetime, newcomer: timedelta) -> bool:
    # A first arrival says nothing of those who came before the record began.
    is_arrival = person.joined_from == Member.JoinedFrom.ARRIVAL
    if person.joined_on is None or is_arrival:
        return False
    is_prospect = person.owner_status == Member.OwnerStatus.PROSPECT
    return is_prospect or business_date(at) - person.joined_on <= newcomer


class PostFeaturesQuerySet(models.QuerySet[Any]):
    def answers(self) -> "PostFeaturesQuerySet":
        """Features of posts that answer somebody."""
        return self.filter(to_member__isnull=False)

    def in_depth(self, depth: int, length: int) -> "PostFeaturesQuerySet":
        """Features of people's posts that open a thread with so many technical
        words and characters and ask nothing.
        """
        long = self.filter(
            depth__gte=depth,
            length__gte=length,
            to_member__isnull=True,
            asks=False,
        )
        return long.of_people()

    def of_people(self) -> "PostFeaturesQuerySet":
        """Features of what people wrote unpaid: without staff, bots and test
        accounts, who are few.
        """
        kinds = [kind for kind in Member.Kind.values if kind != "person"]
        others = Member.objects.filter(kind__in=kinds)
        return self.filter(is_paid=False).exclude(author__in=others)
