"""What a section of the desk is, and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from activity.selectors.freshness import freshness_of
from common.calendar import business_today
from common.rules.stand_ins import Coverage
from common.security.access import STAFF, roles_of
from common.selectors.absences import read_coverage


@dataclass(frozen=True)
class DeskContext:
    """Whose desk it is, with which roles, and when."""

    user: Any
    roles: frozenset[str]
    now: datetime
    today: date
    generation: int

    @cached_property
    def coverage(self) -> Coverage:
        """Return who acts for whom today; read once, with two queries."""
        return read_coverage(self.today)

    @cached_property
    def accounts(self) -> list[int]:
        """Return the accounts whose work is on this desk: one's own, those of
        colleagues who are away, and for leads those of nobody who is there.
        """
        return self.coverage.accounts_of(self.user.pk)

    @cached_property
    def duties(self) -> frozenset[str]:
        """Return the roles whose shared work is on this desk."""
        return self.roles | self.coverage.roles_of(self.user.pk)


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


class RowAct(NamedTuple):
    """Something that can be done on the row itself, or where it is done.

    name: of a quick act (teamwork/services/desk_acts.py), "" for a link ·
    needs: the view whose right to write it takes, "" for none · form: what is
    asked first: "day", "colleague", "log", or "" for nothing · is_main: the one
    with which the page begins.
    """

    label: str
    name: str = ""
    href: str = ""
    needs: str = ""
    form: str = ""
    is_main: bool = False


class Item(NamedTuple):
    """One thing that waits: its title, where it is done, why it waits, whether
    it is late, and what can be done on the row.

    is_critical: it is put off only with a reason · member: whom it is about, 0
    for nobody · since: from when it waits. The desk adds stands_in_for, the
    name of the absent colleague whose work it is, and waited, in words.
    """

    kind: str
    number: int
    title: str
    href: str
    note: str
    is_late: bool = False
    acts: tuple[RowAct, ...] = ()
    is_critical: bool = False
    member: int = 0
    since: datetime | date | None = None
    stands_in_for: str = ""
    waited: str = ""


@dataclass(frozen=True, kw_only=True)
class DeskSection:
    """A section of the desk, declared once (desk_sections.py).

    page, query: the list of all such rows · rows: all that wait, whoever they
    belong to, most urgent first · owner: the field with the account to which a
    row belongs, "" if rows belong to nobody · roles: who share the rows that
    belong to nobody · item: shows a row · number: the field whose value is the
    item's number · is_dismissible: whether the colleague can put an item away
    for a while with the button "Done"; else only its own page settles it ·
    is_news: it is there to be known, nobody waits for it · overdue: which rows
    are late, for the page of the team.
    """

    kind: str
    title: Promise
    hint: Promise
    page: str
    rows: Callable[[DeskContext], QuerySet[Any]]
    item: Callable[[Any, DeskContext], Item]
    owner: str = ""
    roles: frozenset[str] = STAFF
    query: str = ""
    number: str = "pk"
    icon: str = "circle-check"
    is_dismissible: bool = True
    is_news: bool = False
    overdue: Callable[[DeskContext], Q] | None = None

    def rows_of(self, viewer: DeskContext) -> QuerySet[Any]:
        """Return the rows that are on this colleague's desk: theirs, those of
        whom they act for, and those that their roles share.
        """
        shares = bool(self.roles & viewer.duties)
        if not self.owner:
            rows = self.rows(viewer)
            return rows if shares else rows.none()
        mine = Q(**{f"{self.owner}__in": viewer.accounts})
        if shares:
            mine |= Q(**{f"{self.owner}__isnull": True})
        return self.rows(viewer).filter(mine)

    def owner_of(self, row: Any) -> int | None:
        """Return the account to which a row belongs, None for nobody."""
        if not self.owner:
            return None
        found = row
        *path, last = self.owner.split("__")
        for name in path:
            found = getattr(found, name)
        column = f"{last}_id"
        if not hasattr(found, column):
            column = last
        account: int | None = getattr(found, column)
        return account
