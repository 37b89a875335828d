"""The real-owner score of a member in words: each part with its points, the
words that show it and the post in which they stand.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from community.models import Cooperation, Post
from koc.labels import MARK_LABELS, owner_verdict
from koc.models import OwnerScore
from members.models import Member, MemberConsent
from members.selectors.consents import withdrawn


@dataclass(frozen=True, slots=True)
class ShownExample:
    """Words that show a mark, and the post, None if it is gone. No words if its
    source marks the post as paid.
    """

    words: str
    post: Post | None


@dataclass(frozen=True, slots=True)
class ShownReason:
    """A part of a score: what it is, its points, in how many posts."""

    label: str | Promise
    points: int
    posts: int
    examples: list[ShownExample]

    @property
    def is_against(self) -> bool:
        """Whether it speaks against own use."""
        return self.points < 0


@dataclass(frozen=True, slots=True)
class OwnerView:
    """What shows whether a member speaks as a real owner.

    row: None without a score · has_refused: the member wants no scores ·
    cooperations: the times for which they were paid.
    """

    row: OwnerScore | None
    verdict: str | Promise
    reasons: list[ShownReason]
    has_refused: bool
    cooperations: list[Cooperation]


def owner_view(member: Member) -> OwnerView:
    """Return the score of a member with its reasons."""
    row = OwnerScore.objects.filter(pk=member.pk).first()
    refusing = withdrawn([member.pk], MemberConsent.Purpose.SCORING)
    cooperations = Cooperation.objects.filter(
        member=member,
        cancelled_at__isnull=True,
    )
    return OwnerView(
        row=row,
        verdict=owner_verdict(row.score, row.against) if row else "",
        reasons=shown_reasons([row])[row.pk] if row else [],
        has_refused=bool(refusing),
        cooperations=list(cooperations.select_related("recorded_by")),
    )


def shown_reasons(rows: list[OwnerScore]) -> dict[int, list[ShownReason]]:
    """Return the reasons of each of these scores; posts are read at once."""
    numbers = set()
    for row in rows:
        for reason in row.reasons:
            numbers |= {one["post"] for one in reason["examples"]}
    posts = Post.objects.visible().in_bulk(numbers)
    found: dict[int, list[ShownReason]] = {}
    for row in rows:
        found[row.pk] = [_shown(reason, posts) for reason in row.reasons]
    return found


def _shown(reason: dict[str, Any], posts: dict[int, Any]) -> ShownReason:
    examples = []
    for one in reason["examples"]:
        examples.append(ShownExample(one["words"], posts.get(one["post"])))
    return ShownReason(
        label=MARK_LABELS[reason["mark"]],
        points=reason["points"],
        posts=reason["posts"],
        examples=examples,
    )
