"""Members join and leave circles."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from common.db.transactions import atomic_with_retry
from community.models import Circle, CircleMembership
from members.services.locking import lock_unmerged


@atomic_with_retry
def join_circle(*, circle: Circle, since: Mapping[int, date]) -> int:
    """Add members (id -> day of joining) to the circle; return how many did
    not belong to it yet.
    """
    unmerged = lock_unmerged(since)
    first_days: dict[int, date] = {}
    for pk, day in since.items():
        kept_id = unmerged[pk].pk
        first_days[kept_id] = min(day, first_days.get(kept_id, day))
    open_spells = circle.memberships.filter(ended_on__isnull=True)
    present = set(open_spells.values_list("member_id", flat=True))
    joining = []
    for pk, day in first_days.items():
        if pk not in present:
            joining.append(
                CircleMembership(circle=circle, member_id=pk, started_on=day),
            )
    CircleMembership.objects.bulk_create(joining, batch_size=5000)
    return len(joining)


@atomic_with_retry
def leave_circle(
    *,
    circle: Circle,
    member_ids: Sequence[int],
    on: date,
) -> int:
    """End the memberships of these members on a day; return how many ended.

    Ids of merged members match nothing: their memberships have moved.
    """
    present = circle.memberships.filter(
        member_id__in=member_ids,
        ended_on__isnull=True,
    )
    return present.update(ended_on=on)


@atomic_with_retry
def find_or_make_boards(names: Iterable[str]) -> dict[str, Circle]:
    """Return the circles of these names; a name that no circle has becomes a
    board.
    """
    wanted = sorted(set(names))
    if not wanted:
        return {}
    found = {}
    for circle in Circle.objects.filter(name__in=wanted):
        found[circle.name] = circle
    for name in wanted:
        if name not in found:
            found[name] = Circle.objects.create(
                name=name,
                kind=Circle.Kind.BOARD,
            )
    return found


@atomic_with_retry
def join_boards(first_days: Mapping[tuple[int, int], date]) -> int:
    """Make members belong to circles where they wrote: (circle id, member id)
    -> the day of their first post there; return how many joined.

    Who ever belonged to a circle does not join it again; a membership of today
    that began later begins on that day.
    """
    if not first_days:
        return 0
    circle_ids = set()
    for circle, _member in first_days:
        circle_ids.add(circle)
    member_ids = set()
    for _circle, member in first_days:
        member_ids.add(member)
    spells = CircleMembership.objects.filter(
        circle_id__in=circle_ids,
        member_id__in=member_ids,
    )
    known = set()
    for spell in spells:
        pair = (spell.circle_id, spell.member_id)
        known.add(pair)
        first_day = first_days.get(pair)
        if (
            first_day is None
            or spell.ended_on
            or spell.started_on <= first_day
        ):
            continue
        spell.started_on = first_day
        spell.save(update_fields=["started_on"])
    return _join_new(first_days, known)


def _join_new(
    first_days: Mapping[tuple[int, int], date],
    known: set[tuple[int, int]],
) -> int:
    missing = set(first_days) - known
    unmerged = lock_unmerged({member for _circle, member in missing})
    joining: dict[tuple[int, int], date] = {}
    for circle, member in sorted(missing):
        pair = (circle, unmerged[member].pk)
        day = first_days[circle, member]
        if pair not in known:
            joining[pair] = min(day, joining.get(pair, day))
    rows = []
    for (circle, member), day in joining.items():
        row = CircleMembership(
            circle_id=circle,
            member_id=member,
            started_on=day,
        )
        rows.append(row)
    CircleMembership.objects.bulk_create(rows)
    return len(rows)
