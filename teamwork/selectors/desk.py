"""The desk (今天): what waits for one colleague, in the order in which it
should be done.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from common.security.access import may
from teamwork.labels import waited_text
from teamwork.models import SeenItem, SnoozedItem
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item
from teamwork.selectors.desk_sections import SECTIONS

SHOWN = 10
MAX_COUNTED = 99
SEEN_DAYS = 14

_added: list[DeskSection] = []


class ShownSection(NamedTuple):
    """A section as the page shows it.

    href: where all of its rows are · total: how many there are, "99+" beyond
    MAX_COUNTED · size: the same as a number · own: how many of them belong to
    the reader, not to a role · late: how many are late · items: the first.
    """

    kind: str
    title: Promise
    hint: Promise
    icon: str
    href: str
    total: str
    size: int
    own: int
    late: int
    items: list[Item]
    is_dismissible: bool
    is_news: bool


def add_sections(*sections: DeskSection) -> None:
    """Let the desk show sections of apps above this one, each once."""
    known = {section.kind for section in all_sections()}
    _added.extend(one for one in sections if one.kind not in known)


def all_sections() -> tuple[DeskSection, ...]:
    """Return every section, in the order of the day."""
    return (*SECTIONS, *_added)


def section_of(kind: str) -> DeskSection | None:
    """Return the section of a kind, None if there is none."""
    for section in all_sections():
        if section.kind == kind:
            return section
    return None


def read_desk(viewer: DeskContext) -> list[ShownSection]:
    """Return the sections that have something in them, in order."""
    away = _numbers_away(viewer)
    shown = []
    for section in all_sections():
        rows = section.rows_of(viewer)
        numbers = away.get(section.kind)
        if numbers:
            rows = rows.exclude(**{f"{section.number}__in": numbers})
        found = list(rows[: MAX_COUNTED + 1])
        if found:
            shown.append(_shown(section, found, viewer))
    _mark_main_act(shown)
    return shown


def _mark_main_act(shown: list[ShownSection]) -> None:
    """Mark the first act of the first item that waits."""
    for section in shown:
        first = section.items[0]
        if not section.is_news and first.acts:
            main = first.acts[0]._replace(is_main=True)
            section.items[0] = first._replace(acts=(main, *first.acts[1:]))
            return


def read_snoozed(viewer: DeskContext) -> list[tuple[SnoozedItem, Item]]:
    """Return what a colleague has put off and what still waits, the first to
    come back first; read with one query for each kind.
    """
    snoozed = list(snoozed_items(viewer))
    by_kind: dict[str, list[int]] = {}
    for one in snoozed:
        by_kind.setdefault(one.kind, []).append(one.number)
    items = {}
    for section in all_sections():
        wanted = by_kind.get(section.kind, [])
        if not wanted:
            continue
        rows = section.rows_of(viewer)
        for row in rows.filter(**{f"{section.number}__in": wanted}):
            item = show_item(section, row, viewer)
            items[item.kind, item.number] = item
    return [
        (one, items[one.kind, one.number])
        for one in snoozed
        if (one.kind, one.number) in items
    ]


def find_item(viewer: DeskContext, kind: str, number: int) -> Item | None:
    """Return an item as it is on this desk, None if it is not there."""
    section = section_of(kind)
    if section is None:
        return None
    rows = section.rows_of(viewer).filter(**{section.number: number})
    row = rows.first()
    return None if row is None else show_item(section, row, viewer)


def dismissible_kinds() -> list[str]:
    """Return the kinds of items that a colleague can put away for a while."""
    return [one.kind for one in all_sections() if one.is_dismissible]


def waiting_rows(viewer: DeskContext) -> list[QuerySet[Any]]:
    """Return the rows of each section that wait, of which `read_desk` shows
    the first; what is only there to be known does not wait.
    """
    found = []
    for section in all_sections():
        if section.is_news:
            continue
        rows = section.rows_of(viewer)
        for away in _rows_away(viewer):
            numbers = away.filter(kind=section.kind).values("number")
            rows = rows.exclude(**{f"{section.number}__in": numbers})
        found.append(rows)
    return found


def show_item(section: DeskSection, row: Any, viewer: DeskContext) -> Item:
    """Return an item with for whom it is, and with the acts that the reader
    may do.
    """
    item = section.item(row, viewer)
    allowed = [
        act
        for act in item.acts
        if not act.needs or may(viewer.user, act.needs, "POST")
    ]
    waited = ""
    if item.since is not None:
        waited = waited_text(item.since, viewer.now, viewer.today)
    return item._replace(
        acts=tuple(allowed),
        stands_in_for=_for_whom(section, row, viewer),
        waited=waited,
    )


def _for_whom(section: DeskSection, row: Any, viewer: DeskContext) -> str:
    owner = section.owner_of(row)
    if owner is None:
        if section.roles & viewer.roles:
            return ""
        return viewer.coverage.holder_of(section.roles, viewer.user.pk)
    if owner == viewer.user.pk:
        return ""
    return viewer.coverage.name_of(owner)


def snoozed_items(viewer: DeskContext) -> QuerySet[SnoozedItem]:
    """Return what a colleague has put off and has not come back yet."""
    return SnoozedItem.objects.filter(
        user=viewer.user,
        until__gt=viewer.now,
    ).order_by("until", "pk")


def _rows_away(viewer: DeskContext) -> Iterable[QuerySet[Any]]:
    """Return the rows of what was put away lately, and of what is put off."""
    since = viewer.now - timedelta(days=SEEN_DAYS)
    seen = SeenItem.objects.filter(user=viewer.user, seen_at__gte=since)
    return (seen, snoozed_items(viewer).order_by())


def _numbers_away(viewer: DeskContext) -> dict[str, list[int]]:
    """Return the numbers of the items that are not shown now, by kind."""
    away: dict[str, list[int]] = {}
    for rows in _rows_away(viewer):
        for kind, number in rows.values_list("kind", "number"):
            away.setdefault(kind, []).append(number)
    return away


def _shown(
    section: DeskSection,
    found: list[Any],
    viewer: DeskContext,
) -> ShownSection:
    items = [show_item(section, row, viewer) for row in found[:SHOWN]]
    total = str(len(found))
    if len(found) > MAX_COUNTED:
        total = f"{MAX_COUNTED}+"
    href = reverse(section.page)
    return ShownSection(
        kind=section.kind,
        title=section.title,
        hint=section.hint,
        icon=section.icon,
        href=f"{href}?{section.query}" if section.query else href,
        total=total,
        size=len(found),
        own=sum(section.owner_of(row) == viewer.user.pk for row in found),
        late=sum(section.item(row, viewer).is_late for row in found),
        items=items,
        is_dismissible=section.is_dismissible,
        is_news=section.is_news,
    )
