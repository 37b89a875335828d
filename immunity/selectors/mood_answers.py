"""Whether an answer calms: the tone of askers before and after it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Subquery

from community.models import Question
from immunity.models import PostMood
from immunity.rules.mood_shares import MIN_TEXTS, Share
from insights.rules.sheet_scores import wilson

RECENT = timedelta(days=84)
# What an asker writes within so long of an answer is taken for its effect.
NEXT_WITHIN = timedelta(days=14)
# Askers without an answer are compared by what they write this long after.
UNANSWERED_AFTER = timedelta(hours=24)


class ToneAfter(NamedTuple):
    """Of how many askers the next post is known, of how many it is less
    negative than the question, and the share with its interval, None if they
    are too few.
    """

    askers: int
    calmer: int
    share: Share | None


class AnswerTone(NamedTuple):
    """The tone after an answer, and of those who had none, to compare."""

    answered: ToneAfter
    unanswered: ToneAfter


def read_answer_tone(now: datetime) -> AnswerTone:
    """Return how the tone of those changed who asked in the last twelve
    weeks.
    """
    asked = Question.objects.asked_since(now - RECENT)
    asked = asked.filter(
        post__mood__isnull=False,
        post__is_paid=False,
    ).exclude(post__features__is_paid=True)
    answered = asked.filter(answered_at__isnull=False).annotate(
        since=F("answered_at"),
    )
    waiting = asked.filter(answered_at__isnull=True, solved_at=None).annotate(
        since=F("post__posted_at") + UNANSWERED_AFTER,
    )
    return AnswerTone(_tone_after(answered), _tone_after(waiting))


def _tone_after(questions: Any) -> ToneAfter:
    """Return the tone of the askers' next posts; each asker counts once, by
    their latest question.
    """
    # By the time of the post, not that of its mood: posts are indexed by
    # author and time.
    later = PostMood.objects.counted().filter(
        post__author=OuterRef("post__author"),
        post__posted_at__gt=OuterRef("since"),
        post__posted_at__lte=OuterRef("since") + NEXT_WITHIN,
    )
    following = later.order_by("post__posted_at", "pk").values("negative")[:1]
    rows = questions.annotate(following=Subquery(following))
    known = rows.filter(following__isnull=False).order_by("post__posted_at")
    is_calmer: dict[int, bool] = {}
    pairs = known.values_list(
        "post__author_id", "post__mood__negative", "following"
    )
    for asker, before, after in pairs:
        is_calmer[asker] = after < before
    calmer = sum(is_calmer.values())
    return ToneAfter(len(is_calmer), calmer, _share(calmer, len(is_calmer)))


def _share(calmer: int, askers: int) -> Share | None:
    if askers < MIN_TEXTS:
        return None
    interval = wilson(calmer, askers)
    return Share(askers, calmer / askers, interval.low, interval.high)
