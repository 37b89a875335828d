"""What a section of the desk is, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.security.access import roles_of
from common.selectors.absences import stood_in_for


@dataclass(frozen=True)
class DeskContext:
    """Whose desk it is, with which roles, and when."""

    user: Any
    roles: frozenset[str]
    now: datetime
    today: date
    generation: int

    @cached_property
    def absent(self) -> dict[int, Any]:
        """The colleagues who are away and whose work is on this desk as well,
        by account.
        """
        away = stood_in_for(self.user, self.today)
        return {one.pk: one for one in away}

    @property
    def accounts(self) -> list[int]:
        """The accounts whose work is on this desk."""
        return [self.user.pk, *self.absent]

    @cached_property
    def roles_of_absent(self) -> dict[str, Any]:
        """The roles that only colleagues have who are away, and one of them
        who has it.
        """
        found: dict[str, Any] = {}
        for one in self.absent.values():
            for role in roles_of(one) - self.roles:
                found.setdefault(role, one)
        return found

    def stands_in_for(self, account: int | None) -> Any:
        """Return the absent colleague whose work of this account is shown,
        None if it is the reader's own.
        """
        return self.absent.get(account) if account is not None else None


def desk_context(request: Any, now: datetime) -> DeskContext:
    """Return the context of the reader's desk, the same for a whole request."""
    known: DeskContext | None = getattr(request, "_desk_context", None)
    if known is None:
        known = DeskContext(
            user=request.user,
            roles=roles_of(request.user),
            now=now,
            today=business_today(now),
            generation=freshness_of(request, now).generation,
        )
        request._desk_context = known
    return known


class Item(NamedTuple):
    """One thing that waits: its title, where it is done, why it waits, whether
    it is late, and for which absent colleague it is done.
    """

    kind: str
    number: int
    title: str
    href: str
    note: str
    is_late: bool = False
    stands_in_for: Any = None


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
