"""The desk (今天): what waits for one colleague, in the order in which it
should be done.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from teamwork.models import SeenItem
from teamwork.selectors.desk_items import DeskContext, DeskSection, Item
from teamwork.selectors.desk_sections import SECTIONS

SHOWN = 10
MAX_COUNTED = 99
SEEN_DAYS = 14


class ShownSection(NamedTuple):
    """A section as the page shows it.

    href: where all of its rows are · total: how many there are, "99+" beyond
    MAX_COUNTED · items: the first of them.
    """

    kind: str
    title: Promise
    hint: Promise
    href: str
    total: str
    items: list[Item]
    is_dismissible: bool


def read_desk(viewer: DeskContext) -> list[ShownSection]:
    """Return the sections that have something in them, in order."""
    seen = _numbers_seen(viewer)
    shown = []
    for section in SECTIONS:
        rows = section.rows(viewer)
        numbers = seen.get(section.kind)
        if numbers:
            rows = rows.exclude(**{f"{section.number}__in": numbers})
        found = list(rows[: MAX_COUNTED + 1])
        if found:
            shown.append(_shown(section, found, viewer))
    return shown


def dismissible_kinds() -> list[str]:
    """Return the kinds of items that a colleague can put away for a while."""
    return [section.kind for section in SECTIONS if section.is_dismissible]


def waiting_rows(viewer: DeskContext) -> list[QuerySet[Any]]:
    """Return the unread rows of each section, of which `read_desk` shows the
    first.
    """
    seen = _seen_items(viewer)
    found = []
    for section in SECTIONS:
        numbers = seen.filter(kind=section.kind).values("number")
        rows = section.rows(viewer)
        found.append(rows.exclude(**{f"{section.number}__in": numbers}))
    return found


def _seen_items(viewer: DeskContext) -> QuerySet[SeenItem]:
    since = viewer.now - timedelta(days=SEEN_DAYS)
    return SeenItem.objects.filter(user=viewer.user, seen_at__gte=since)


def _numbers_seen(viewer: DeskContext) -> dict[str, list[int]]:
    """Return the numbers of the items put away lately, by kind."""
    seen: dict[str, list[int]] = {}
    for kind, number in _seen_items(viewer).values_list("kind", "number"):
        seen.setdefault(kind, []).append(number)
    return seen


def _shown(
    section: DeskSection,
    found: list[Any],
    viewer: DeskContext,
) -> ShownSection:
    total = str(len(found))
    if len(found) > MAX_COUNTED:
        total = f"{MAX_COUNTED}+"
    return ShownSection(
        kind=section.kind,
        title=section.title,
        hint=section.hint,
        href=reverse(section.page),
        total=total,
        items=[section.item(row, viewer) for row in found[:SHOWN]],
        is_dismissible=section.is_dismissible,
    )
