"""Which answers were answered back: `PostFeatures.answered_back`."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from community.models import PostFeatures
from community.querysets import PostFeaturesQuerySet

# Who answers, and whom.
Pair = tuple[int, int]


def answers_back() -> QuerySet[PostFeatures]:
    """Return the answers of the one who is answered to the one who answers."""
    return PostFeatures.objects.filter(
        author=OuterRef("to_member"),
        to_member=OuterRef("author"),
    )


def pairs_of(post_ids: Collection[int]) -> set[Pair]:
    """Return who answers whom in these posts, as far as that is stored."""
    rows = PostFeatures.objects.answers().filter(pk__in=post_ids)
    return set(rows.order_by().values_list("author_id", "to_member_id"))


def mark_answered_back(rows: PostFeaturesQuerySet) -> None:
    """Mark these answers, and those that they answer, where both sides
    answered each other.
    """
    mutual = rows.answers().filter(Exists(answers_back()))
    pairs = set(mutual.values_list("author_id", "to_member_id"))
    if not pairs:
        return
    mutual.filter(answered_back=False).update(answered_back=True)
    others = PostFeatures.objects.filter(
        answered_back=False,
        author_id__in={to for _by, to in pairs},
        to_member_id__in={by for by, _to in pairs},
    ).values_list("pk", "author_id", "to_member_id")
    found = []
    for pk, by, to in others:
        if (to, by) in pairs:
            found.append(pk)
    PostFeatures.objects.filter(pk__in=found).update(answered_back=True)


def unmark_answered_back(gone: Collection[Pair]) -> None:
    """Unmark the answers of pairs, and those back, who answer each other no
    longer: some answers of these pairs are gone.
    """
    if not gone:
        return
    both = {*gone, *((to, by) for by, to in gone)}
    people = set()
    for by, _to in both:
        people.add(by)
    marked = PostFeatures.objects.filter(
        answered_back=True,
        author_id__in=people,
        to_member_id__in=people,
    )
    single = marked.exclude(Exists(answers_back()))
    rows = single.values_list("pk", "author_id", "to_member_id")
    found = [pk for pk, by, to in rows if (by, to) in both]
    PostFeatures.objects.filter(pk__in=found).update(answered_back=False)
