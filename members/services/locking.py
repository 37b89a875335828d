"""Lock members while they are written, so that no merge comes between."""

from collections.abc import Collection, Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from common.errors import NotFound
from members.models import Member


def lock_unmerged(member_ids: Iterable[int]) -> dict[int, Member]:
    """Lock each of these members, or the one into which it was merged; return
    the locked members by the ids given.

    They stay locked, and so cannot be merged into another, until the
    transaction ends.
    Errors: NotFound if one of them does not exist.
    """
    wanted = set(member_ids)
    while True:
        unmerged = _unmerged_of(wanted)
        locked = _lock({member.pk for member in unmerged.values()})
        was_merged = map(attrgetter("merged_into_id"), locked.values())
        if not any(was_merged):
            return {pk: locked[member.pk] for pk, member in unmerged.items()}


def lock_distinct(member_ids: Iterable[int]) -> list[Member]:
    """Lock members as lock_unmerged does; return each locked member once, by id."""
    distinct = set(lock_unmerged(member_ids).values())
    return sorted(distinct, key=attrgetter("pk"))


def lock_kept_ids(member_ids: Iterable[int]) -> dict[int, int]:
    """Lock each of these members and those into which they were merged; return
    the ids of the unmerged members by the ids given. Faster than lock_unmerged
    for thousands.
    """
    wanted = set(member_ids)
    merged_into: dict[int, int | None] = {}
    missing = wanted
    while missing:
        rows = Member.objects.select_for_update().filter(pk__any_of=missing)
        locked = rows.order_by("pk").values_list("pk", "merged_into_id")
        merged_into.update(locked)
        missing = {pk for _pk, pk in locked if pk} - merged_into.keys()
    return {pk: _follow(pk, merged_into) for pk in wanted}


def _follow(pk: int, merged_into: Mapping[int, int | None]) -> int:
    kept = pk
    while (into := merged_into.get(kept)) is not None:
        kept = into
    return kept


def _unmerged_of(wanted: Collection[int]) -> dict[int, Any]:
    known = Member.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    missing = set(wanted) - set(known)
    if missing:
        text = _("There is no member with the number %(number)s.")
        raise NotFound("unknown_member", text % {"number": min(missing)})
    unmerged: dict[int, Any] = Member.objects.unmerged_by_id(wanted)
    return unmerged


def _lock(ids: Collection[int]) -> dict[int, Member]:
    rows = Member.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return {row.pk: row for row in rows.order_by("pk")}
