"""Reads the rows of a roster that is imported: what each cell means, what is
wrong with it, and what the row would change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from activity.labels import fault_text
from common.calendar import business_today, business_zone
from common.rules.moments import MomentReader, MomentRules
from common.security.access import colleagues
from koc.models import KocSpell
from koc.selectors.policies import present_tiers
from members.models import Member, MemberIdentity
from members.rules.member_values import Days, WrongValue, read_day

SHOWN_CHARACTERS = 80


class CellFault(NamedTuple):
    """What is wrong with a cell: its line, column, value, and why."""

    line: int
    column: str
    value: str
    message: str

    def headed(self, columns: Mapping[str, str]) -> "CellFault":
        """Return the fault with its column as the header names it."""
        return self._replace(column=columns.get(self.column, self.column))


class RosterRow(NamedTuple):
    """A row that can be stored, as plain values."""

    line: int
    member_id: int
    tier: str
    since: str
    contact_id: int | None
    review_on: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with what it would change, in words."""

    row: RosterRow
    member: Member
    tier_name: str
    contact: Any
    is_new: bool
    change: str


class _WrongCell(Exception):
    """A cell that cannot be used, and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class RosterRowReader:
    """Reads rows; what all of them need is read once."""

    def __init__(self, now: datetime) -> None:
        today = business_today(now)
        zone = business_zone()
        reader = MomentReader(MomentRules(zone=zone))
        self._past = Days(today=today, zone=zone, moments=reader)
        self._future = self._past._replace(today=date.max)
        self._today = today
        self._tiers: dict[str, str] = {}
        self._names: dict[str, str] = {}
        for tier in present_tiers():
            self._names[tier.key] = tier.name
            for word in (tier.key, tier.name, tier.name_en):
                self._tiers[word.casefold()] = tier.key
        self._accounts = _accounts_by_word()

    def read(
        self,
        line: int,
        texts: Mapping[str, str],
    ) -> tuple[RosterRow | None, list[CellFault]]:
        """Return the row, or what is wrong with each of its cells."""
        values: dict[str, Any] = {}
        faults: list[CellFault] = []
        readers = {
            "identity": self._member,
            "tier": self._tier,
            "since": self._since,
            "contact": self._contact,
            "review_on": self._review,
        }
        for column, reader in readers.items():
            try:
                values[column] = reader(texts[column])
            except _WrongCell as wrong:
                shown = texts[column][:SHOWN_CHARACTERS]
                faults.append(CellFault(line, column, shown, wrong.message))
        if faults:
            return None, faults
        row = RosterRow(
            line=line,
            member_id=values["identity"],
            tier=values["tier"],
            since=values["since"],
            contact_id=values["contact"],
            review_on=values["review_on"],
        )
        return row, []

    def describe_change(self, row: RosterRow) -> ShownRow | None:
        """Return the row with what it changes, None if that is nothing."""
        member = Member.objects.get(pk=row.member_id)
        contact = self._accounts_by_id.get(row.contact_id or 0)
        known = KocSpell.objects.open().filter(member=member).first()
        parts = []
        if known is not None:
            if known.tier != row.tier:
                old = self._names.get(known.tier, known.tier)
                parts.append(f"{old} → {self._names[row.tier]}")
            if row.contact_id and known.contact_id != row.contact_id:
                parts.append(f"{known.contact or '–'} → {contact}")
            if row.review_on and str(known.review_on) != row.review_on:
                parts.append(f"{known.review_on} → {row.review_on}")
            if not parts:
                return None
        return ShownRow(
            row=row,
            member=member,
            tier_name=self._names[row.tier],
            contact=contact,
            is_new=known is None,
            change=" · ".join(parts),
        )

    @property
    def _accounts_by_id(self) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for user in self._accounts.values():
            if user:
                found[user.pk] = user
        return found

    def _member(self, text: str) -> int:
        if not text:
            raise _WrongCell(_("The identity is missing."))
        member = _find_member(text)
        if member is None:
            raise _WrongCell(
                _("No member has this identity, or several have it."),
            )
        if member.kind != Member.Kind.PERSON:
            raise _WrongCell(_("Only persons can be KOC."))
        return int(member.pk)

    def _tier(self, text: str) -> str:
        tier = self._tiers.get(text.casefold())
        if tier is None:
            known = " / ".join(self._names.values())
            message = _("There is no such tier. There are: %(tiers)s.")
            raise _WrongCell(message % {"tiers": known})
        return tier

    def _since(self, text: str) -> str:
        return self._day(text, self._past)

    def _review(self, text: str) -> str:
        day = self._day(text, self._future)
        if day and date.fromisoformat(day) < self._today:
            return str(self._today)
        return day

    def _day(self, text: str, days: Days) -> str:
        if not text:
            return ""
        try:
            return read_day(text, days).isoformat()
        except WrongValue as wrong:
            raise _WrongCell(fault_text(wrong.code)) from None

    def _contact(self, text: str) -> int | None:
        if not text:
            return None
        word = text.casefold()
        user = self._accounts.get(word)
        if user is None and word in self._accounts:
            raise _WrongCell(
                _("Several colleagues have this name: write the user name."),
            )
        if user is None:
            raise _WrongCell(
                _("No colleague who can be a contact has this name."),
            )
        return int(user.pk)


def _accounts_by_word() -> dict[str, Any]:
    """Return the possible contacts by account and by name; None for a name
    that several bear.
    """
    found: dict[str, Any] = {}
    accounts = list(colleagues())
    for user in accounts:
        name = str(user).casefold()
        found[name] = None if name in found else user
    for user in accounts:
        found[user.get_username().casefold()] = user
    return found


def _find_member(text: str) -> Member | None:
    """Return the member of platform:external id, of an external id that only
    one has, or of a member number written as #number.
    """
    text = text.replace("：", ":")
    if text.startswith("#"):
        number = text[1:]
        is_number = number.isascii() and number.isdecimal()
        if not is_number or len(number) > 18:
            return None
        ids = [int(number)]
    else:
        platform, colon, external = text.partition(":")
        rows = MemberIdentity.objects.filter(external_id=text)
        if colon:
            named = [(platform.strip(), external.strip())]
            rows = MemberIdentity.objects.named(named)
        ids = list(rows.values_list("member_id", flat=True)[:2])
    found = Member.objects.unmerged_by_id(ids) if _all_known(ids) else {}
    kept = set(found.values())
    return kept.pop() if len(kept) == 1 else None


def _all_known(ids: list[int]) -> bool:
    known = Member.objects.filter(pk__in=ids).count()
    return bool(ids) and known == len(set(ids))
