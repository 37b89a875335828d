"""Posts of a member as cards: what each says, whom it reached, where it stands."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from alerts.selectors.questions import original_address
from community.models import Post
from members.models import Member

SHOWN_WORKS = 30
HEADING_LENGTH = 40


class WorkCard(NamedTuple):
    """A post as a card.

    heading: its title, else its first words · more: what it says beyond them,
    "" if nothing · people: how many different
    people reacted to it · answered_by: how many came into the thread that it
    opens · original: its address at the source, "" without one.
    """

    post: Post
    heading: str
    more: str
    people: int
    answered_by: int
    original: str

    @property
    def key(self) -> str:
        """The post's key, as a form sends it."""
        return str(self.post.pk)


def best_works(member: Member) -> list[WorkCard]:
    """Return the posts of a member that most people reacted to, the best first."""
    posts = Post.objects.filter(author=member, is_deleted=False)
    best = posts.order_by("-reaction_count", "-posted_at", "-pk")
    return work_cards(best[:SHOWN_WORKS])


def work_cards(posts: Iterable[Post] | QuerySet[Post]) -> list[WorkCard]:
    """Return posts as cards, in the same order."""
    rows = posts
    if isinstance(posts, QuerySet):
        rows = posts.select_related("features", "circle")
    return [_card(post) for post in rows]


def _card(post: Post) -> WorkCard:
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
    )


def _shortened(text: str) -> str:
    if len(text) <= HEADING_LENGTH:
        return text or "–"
    return f"{text[:HEADING_LENGTH]}…"
