"""Acts on circles."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from community.models import Circle, CircleMembership


@transaction.atomic
def join_circle(*, circle: Circle, since: Mapping[int, date]) -> int:
    """These members (id -> day) belong to the circle since that day or earlier; returns how many are new in it."""
    present = set(circle.memberships.filter(ended_on__isnull=True).values_list("member_id", flat=True))
    joining = [
        CircleMembership(circle=circle, member_id=pk, started_on=day) for pk, day in since.items() if pk not in present
    ]
    CircleMembership.objects.bulk_create(joining, batch_size=5000)
    return len(joining)


@transaction.atomic
def leave_circle(*, circle: Circle, member_ids: Sequence[int], on: date) -> int:
    """None of these members belongs to the circle after `on`; returns how many left."""
    return circle.memberships.filter(member_id__in=member_ids, ended_on__isnull=True).update(ended_on=on)
