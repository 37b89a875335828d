"""What a section of the desk is, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise


class DeskContext(NamedTuple):
    """Whose desk it is, with which roles, and when."""

    user: Any
    roles: frozenset[str]
    now: datetime
    today: date
    generation: int


class Item(NamedTuple):
    """One thing that waits: its title, where it is done, why it waits, and
    whether it is late.
    """

    kind: str
    number: int
    title: str
    href: str
    note: str
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class DeskSection:
    """A section of the desk, declared once (desk_sections.py).

    page: the list of all such rows · rows: those on which the colleague can
    act, most urgent first · item: shows a row · number: the field whose value
    is the item's number · is_dismissible: whether the colleague can put an
    item away for a while with the button "Done"; else only its own page
    settles it.
    """

    kind: str
    title: Promise
    hint: Promise
    page: str
    rows: Callable[[DeskContext], QuerySet[Any]]
    item: Callable[[Any, DeskContext], Item]
    number: str = "pk"
    is_dismissible: bool = True
