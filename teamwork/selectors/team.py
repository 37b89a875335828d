"""Who of the team has how much open, and what is late (团队)."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from common.models import StaffAbsence
from common.security.access import ROLE_LABELS, STAFF, staff_accounts
from teamwork.selectors.desk import all_sections, show_item
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item

# More rows of one kind than that are not counted.
MOST_ROWS = 5_000
SHOWN = 50


class TeamRow(NamedTuple):
    """A colleague: what belongs to them and waits, how much of it is late,
    which share of all open items that is (percent), and their absence of today.
    """

    pk: int
    name: str
    roles: list[Any]
    open: int
    late: int
    share: int
    late_share: int
    absence: StaffAbsence | None


@dataclass(frozen=True)
class OwnSection:
    """Items of one kind that belong to a colleague."""

    section: DeskSection
    count: int
    items: list[Item]


def owned_sections() -> list[DeskSection]:
    """Return the sections whose rows belong to somebody."""
    return [one for one in all_sections() if one.owner and not one.is_news]


def read_team(viewer: DeskContext) -> list[TeamRow]:
    """Return everybody who holds a role, the most late and busiest first; one
    query for each kind of rows, and another where rows can be late.
    """
    open_rows: Counter[int] = Counter()
    late_rows: Counter[int] = Counter()
    for section in owned_sections():
        open_rows += _count(section, viewer)
        if section.overdue:
            late_rows += _count(section, viewer, is_late=True)
    absences = StaffAbsence.objects.on(viewer.today).select_related("stand_in")
    away = {one.user_id: one for one in absences}
    total = open_rows.total() or 1
    rows = []
    for user in staff_accounts().prefetch_related("groups"):
        held = {group.name for group in user.groups.all()} & STAFF
        row = TeamRow(
            pk=user.pk,
            name=viewer.coverage.name_of(user.pk),
            roles=[ROLE_LABELS[one] for one in ROLE_LABELS if one in held],
            open=open_rows[user.pk],
            late=late_rows[user.pk],
            share=round(100 * open_rows[user.pk] / total),
            late_share=round(100 * late_rows[user.pk] / total),
            absence=away.get(user.pk),
        )
        rows.append(row)
    rows.sort(key=lambda row: (-row.late, -row.open, row.name))
    return rows


def _count(
    section: DeskSection,
    viewer: DeskContext,
    *,
    is_late: bool = False,
) -> Counter[int]:
    """Return how many rows of a section belong to each account."""
    rows = section.rows(viewer).filter(**{f"{section.owner}__isnull": False})
    if is_late and section.overdue:
        rows = rows.filter(section.overdue(viewer))
    owners = rows.order_by().values_list(section.owner, flat=True)
    return Counter(owners[:MOST_ROWS])


def read_own_sections(
    viewer: DeskContext,
    colleague: int,
) -> list[OwnSection]:
    """Return what belongs to a colleague and waits, whether they have put it
    off or not; the same rows as `read_team` counts.
    """
    found = []
    for section in owned_sections():
        rows = section.rows(viewer).filter(**{section.owner: colleague})
        listed = list(rows[:MOST_ROWS])
        if listed:
            items = [show_item(section, row, viewer) for row in listed[:SHOWN]]
            found.append(OwnSection(section, len(listed), items))
    return found
