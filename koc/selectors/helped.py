"""Whom members helped of late: thanks, questions solved and saves, by distinct
people, whatever the reach of a post.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef

from community.models import PostFeatures, Question, Reaction
from community.querysets import PostFeaturesQuerySet
from members.models import Member

HELPED_DAYS = 180


class Helped(NamedTuple):
    """How many different people thanked a member, how many questions they
    solved, and how many different people saved a post of theirs.
    """

    thankers: int = 0
    healed: int = 0
    savers: int = 0


def count_helped(*, now: datetime) -> dict[int, Helped]:
    """Return by member whom they helped in the last HELPED_DAYS days; what they
    wrote for pay does not count.
    """
    since = now - timedelta(days=HELPED_DAYS)
    found: dict[int, Helped] = defaultdict(Helped)
    thanked = (
        PostFeatures.objects.answers()
        .of_people()
        .filter(thanked=True, posted_at__gte=since, post__is_deleted=False)
        .exclude(to_member=F("author"))
        .order_by()
        .values_list("author_id")
        .annotate(people=Count("to_member", distinct=True))
    )
    for member, people in thanked:
        found[member] = found[member]._replace(thankers=people)
    solved = (
        Question.objects.visible()
        .filter(solved_how=Question.SolvedHow.THANKED, solved_at__gte=since)
        .exclude(Exists(_paid_answers()))
        .order_by()
        .values_list("helper_id")
        .annotate(questions=Count("pk"))
    )
    for member, questions in solved:
        found[member] = found[member]._replace(healed=questions)
    saved = (
        Reaction.objects.filter(
            kind=Reaction.Kind.SAVE,
            reacted_at__gte=since,
            post__is_deleted=False,
            post__features__is_paid=False,
            member__kind=Member.Kind.PERSON,
        )
        .exclude(member=F("post__author"))
        .order_by()
        .values_list("post__author_id")
        .annotate(people=Count("member", distinct=True))
    )
    for member, people in saved:
        found[member] = found[member]._replace(savers=people)
    return dict(found)


def _paid_answers() -> PostFeaturesQuerySet:
    """Return the paid posts that first answered a question."""
    found: PostFeaturesQuerySet = PostFeatures.objects.filter(
        author=OuterRef("helper"),
        posted_at=OuterRef("answered_at"),
        post__source=OuterRef("post__source"),
        post__thread_key=OuterRef("post__thread_key"),
        is_paid=True,
    )
    return found
