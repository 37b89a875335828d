"""Who acts for whom on one day, decided from accounts and absences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Account(NamedTuple):
    """An account as the decision needs it."""

    pk: int
    name: str
    is_active: bool
    roles: frozenset[str]

    @property
    def is_staff(self) -> bool:
        """Return whether somebody works with it: active, and with a role."""
        return self.is_active and bool(self.roles)


class Away(NamedTuple):
    """That an account is away on the day, and who stands in, if anybody."""

    user: int
    stand_in: int | None


@dataclass(frozen=True)
class Coverage:
    """Who acts for every account on one day.

    acting: for each account the present one that acts for it, itself if it is
    there, None if nobody does · in_charge: who gets what nobody acts for ·
    roles: all that there are, whether somebody holds them or not.
    """

    accounts: Mapping[int, Account]
    acting: Mapping[int, int | None]
    in_charge: frozenset[int]
    roles: frozenset[str]

    def stood_in_for(self, pk: int) -> list[int]:
        """Return the accounts for which this one acts as their stand-in."""
        return [of for of, by in self.acting.items() if by == pk and of != pk]

    def accounts_of(self, pk: int) -> list[int]:
        """Return the accounts whose work is this one's today: its own, those
        for which it stands in, and if it is in charge those for which nobody
        acts.
        """
        found = [pk, *self.stood_in_for(pk)]
        if pk in self.in_charge:
            nobody = [of for of, by in self.acting.items() if by is None]
            found += [of for of in nobody if of != pk]
        return found

    def roles_of(self, pk: int) -> frozenset[str]:
        """Return the roles whose shared work an account carries beside its
        own: those of whom it stands in for, and if it is in charge those that
        nobody carries.
        """
        found: frozenset[str] = frozenset()
        for of in self.stood_in_for(pk):
            found |= self.accounts[of].roles
        if pk in self.in_charge:
            found |= self.roles - self._carried()
        return found

    def _carried(self) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for pk, by in self.acting.items():
            if by is not None:
                found |= self.accounts[pk].roles
        return found

    def others_hold(self, role: str, pk: int) -> bool:
        """Return whether another colleague who is there holds a role."""
        for of, by in self.acting.items():
            if of == by and of != pk and role in self.accounts[of].roles:
                return True
        return False

    def name_of(self, pk: int) -> str:
        """Return what a colleague is called, "" if the account is unknown."""
        account = self.accounts.get(pk)
        return account.name if account else ""

    def names_stood_in_for(self, pk: int) -> list[str]:
        """Return what those are called for whom this account stands in."""
        return [self.accounts[of].name for of in self.stood_in_for(pk)]

    def holder_of(self, roles: frozenset[str], pk: int) -> str:
        """Return for whom this account carries a role that it does not hold:
        the name of the first colleague who holds one of these roles.
        """
        for of in self.stood_in_for(pk):
            if self.accounts[of].roles & roles:
                return self.accounts[of].name
        return ""


def cover(
    accounts: Iterable[Account],
    absences: Iterable[Away],
    *,
    roles: frozenset[str],
    lines: Sequence[str],
) -> Coverage:
    """Return who acts for whom.

    A colleague who is away is replaced by their stand-in, who may be away and
    be replaced in turn; a circle of stand-ins, an account that is switched off
    and one without a role have nobody. What nobody acts for belongs to the
    present holders of the first of the roles `lines` that has one, else to
    everybody who is there.
    """
    known = {one.pk: one for one in accounts}
    away: dict[int, int | None] = {}
    for absence in absences:
        away.setdefault(absence.user, absence.stand_in)
    acting = {pk: _acting(pk, known, away) for pk in known}
    present = {pk for pk, by in acting.items() if by == pk}
    in_charge = _in_charge(known, present, lines)
    return Coverage(known, acting, in_charge, roles)


def _acting(
    pk: int,
    known: Mapping[int, Account],
    away: Mapping[int, int | None],
) -> int | None:
    asked = set()
    at: int | None = pk
    while at is not None and at not in asked and at in known:
        asked.add(at)
        if at not in away:
            return at if known[at].is_staff else None
        at = away[at]
    return None


def _in_charge(
    known: Mapping[int, Account],
    present: set[int],
    lines: Sequence[str],
) -> frozenset[int]:
    for role in lines:
        found = frozenset(pk for pk in present if role in known[pk].roles)
        if found:
            return found
    return frozenset(present)
