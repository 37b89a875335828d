"""Posts of a member as cards: what each says, whom it reached, where it stands."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alerts.selectors.questions import original_address
from common.calendar import day_begins
from community.models import Post
from koc.models import KocSpell
from members.models import Member, MemberConsent
from teamwork.models import Nomination
from teamwork.selectors.work_figures import (
    AgeLine,
    QualityFigure,
    age_lines,
    quality_of,
)

SHOWN_WORKS = 30
HEADING_LENGTH = 40


class WorkCard(NamedTuple):
    """A post as a card.

    heading: its title, else its first words · more: what it says beyond them,
    "" if nothing · people: how many different
    people reacted to it · answered_by: how many came into the thread that it
    opens · original: its address at the source, "" without one · ages: what
    different people had done by fixed ages · quality: named figures of what it
    is.
    """

    post: Post
    heading: str
    more: str
    people: int
    answered_by: int
    original: str
    ages: list[AgeLine]
    quality: list[QualityFigure]

    @property
    def key(self) -> str:
        """The post's key, as a form sends it."""
        return str(self.post.pk)


def best_works(member: Member, *, also: int = 0) -> list[WorkCard]:
    """Return the posts of a member that most people reacted to, the best first;
    the post `also` comes before them if it is theirs.
    """
    posts = Post.objects.filter(author=member, is_deleted=False)
    best = posts.order_by("-reaction_count", "-posted_at", "-pk")
    asked = work_cards(posts.filter(pk=also)) if also else []
    return [*asked, *work_cards(best.exclude(pk=also)[:SHOWN_WORKS])]


def reached_works(since: date) -> QuerySet[Any]:
    """Return the posts since a day that somebody reacted to or answered, those
    of most people first, with what their use takes.

    people: different people who reacted · repliers: who came into the thread ·
    may_use: what the author said last about the use of their works, None if
    nobody has asked · is_koc: the author is one now · is_nominated: the author
    is being judged.
    """
    said = MemberConsent.objects.filter(
        member=OuterRef("author"),
        purpose=MemberConsent.Purpose.WORKS,
    ).order_by("-pk")
    held = KocSpell.objects.open().filter(member=OuterRef("author"))
    waiting = Nomination.objects.filter(
        member=OuterRef("author"),
        state=Nomination.State.OPEN,
    )
    reached = Q(features__reactions__gt=0) | Q(features__repliers__gt=0)
    posts = Post.objects.visible().filter(
        reached,
        is_paid=False,
        features__is_paid=False,
        posted_at__gte=day_begins(since),
    )
    rows: QuerySet[Any] = posts.annotate(
        people=Coalesce(F("features__reactions"), F("reaction_count")),
        repliers=F("features__repliers"),
        may_use=Subquery(said.values("is_given")[:1]),
        is_koc=Exists(held),
        is_nominated=Exists(waiting),
    )
    related = rows.select_related(
        "author",
        "features",
        "ages",
        "circle",
        "brief",
    )
    return related.order_by("-people", "-posted_at", "-pk")


def work_cards(posts: Iterable[Post] | QuerySet[Post]) -> list[WorkCard]:
    """Return posts as cards, in the same order."""
    rows = posts
    if isinstance(posts, QuerySet):
        rows = posts.select_related("features", "ages", "circle")
    return [work_card(post) for post in rows]


def work_card(post: Post) -> WorkCard:
    """Return a post as a card."""
    features = getattr(post, "features", None)
    text = post.text.strip()
    first_line = text.partition("\n")[0]
    heading = post.title or _shortened(first_line)
    return WorkCard(
        post=post,
        heading=heading,
        more="" if text == heading else text,
        people=features.reactions if features else post.reaction_count,
        answered_by=features.repliers if features else 0,
        original=original_address(post),
        ages=age_lines(post),
        quality=quality_of(post, text),
    )


def _shortened(text: str) -> str:
    if len(text) <= HEADING_LENGTH:
        return text or "–"
    return f"{text[:HEADING_LENGTH]}…"
