"""Propose reviews of KOC whose car was sold or who take leave, and say which
reviews are due.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from common.db.transactions import atomic_with_retry
from community.models import Post
from koc.models import KocSpell
from koc.rules.farewells import says_farewell
from koc.services.announcing import publish_due
from koc.services.roster import ask_for_review
from members.models import Member, VehicleOwnership

# Posts that arrive late are read with the days before.
READ_DAYS = 3


@atomic_with_retry
def propose_reviews(*, now: datetime) -> int:
    """Propose the reviews that circumstances ask for, and publish those that
    are due; return how many were proposed. Nobody's status ends by it.
    """
    causes = KocSpell.ReviewCause
    found = [(pk, causes.SOLD) for pk in _without_car()]
    found.extend((pk, causes.FAREWELL) for pk in _taking_leave(now))
    proposed = 0
    for pk, cause in found:
        proposed += ask_for_review(spell_id=pk, cause=cause, now=now)
    publish_due(now=now)
    return proposed


def _without_car() -> list[int]:
    """Return the status of KOC who had a car and have none now."""
    cars = VehicleOwnership.objects.filter(member=OuterRef("member"))
    had_one = Exists(cars) & ~Exists(cars.filter(ended_on__isnull=True))
    is_former = Q(member__owner_status=Member.OwnerStatus.FORMER)
    rows = KocSpell.objects.current().filter(is_former | Q(had_one))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _taking_leave(now: datetime) -> list[int]:
    """Return the status of KOC who took leave in a post of the last days."""
    spells = KocSpell.objects.current().order_by("pk")
    by_member = dict(spells.values_list("member_id", "pk"))
    posts = Post.objects.filter(
        author__in=by_member,
        posted_at__gte=now - timedelta(days=READ_DAYS),
        is_deleted=False,
    )
    found = set()
    for post in posts.order_by("pk").iterator():
        if says_farewell(post.whole_text):
            found.add(by_member[post.author_id])
    return sorted(found)
