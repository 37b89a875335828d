"""Which posts of no claim agree, and which claims many people spread."""

from datetime import datetime

from django.db.models import Count

from immunity.models import ClaimPost
from immunity.rules.claim_groups import group_alike
from immunity.rules.claim_states import OPEN_STATES
from immunity.rules.claim_words import words_from

MAX_COMPARED = 1_000
# Who refutes or asks does not spread it, but shows that it is being said.
PASSING_ON = ("spreading", "asking")


def agreeing_posts(*, authors: int, since: datetime) -> list[list[ClaimPost]]:
    """Return the posts of no claim that say the same, in groups that so many
    people pass on.
    """
    rows = ClaimPost.objects.free().counted().filter(posted_at__gte=since)
    newest = rows.select_related("post").order_by("-pk")[:MAX_COMPARED]
    ordered = sorted(newest, key=lambda row: row.pk)
    texts = [words_from(row.words, row.text_key) for row in ordered]
    found = []
    for group in group_alike(texts):
        posts = [ordered[place] for place in group]
        people = set()
        for row in posts:
            if row.stance in PASSING_ON:
                people.add(row.post.author_id)
        if len(people) >= authors:
            found.append(posts)
    return found


def people_spreading(*, authors: int, since: datetime) -> dict[int, int]:
    """Return how many people spread each open claim, of those that so many
    spread.
    """
    rows = ClaimPost.objects.counted().filter(
        claim__state__in=OPEN_STATES,
        stance="spreading",
        posted_at__gte=since,
    )
    counted = rows.order_by().values("claim")
    many = counted.annotate(people=Count("post__author", distinct=True))
    reached = many.filter(people__gte=authors)
    return dict(reached.values_list("claim", "people"))
