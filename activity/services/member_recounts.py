"""Members whose events changed hands, to be added up anew by the next night."""

from collections.abc import Iterable
from datetime import datetime

from activity.models import MemberRecount


def ask_recount(*, member_ids: Iterable[int], now: datetime) -> None:
    """Make the next night add up all events of these members from the beginning."""
    MemberRecount.objects.bulk_create(
        [MemberRecount(member_id=pk, asked_at=now) for pk in member_ids],
    )
