"""Store a roster whose preview was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import DomainError
from koc.models import KocChange, KocSpell
from koc.selectors.roster_import_rows import RosterRow
from koc.services.roster import Terms, begin_koc
from members.models import Member


@dataclass(slots=True)
class ImportedRoster:
    """What an import did: how many became KOC, how many were changed, and
    which lines were refused, with the reason.
    """

    batch: UUID
    began: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@atomic_with_retry
def import_roster(
    *,
    rows: Sequence[RosterRow],
    now: datetime,
    user: Any,
) -> ImportedRoster:
    """Make the members of these rows KOC, or change the status that they have;
    all changes bear one batch, by which they are undone.
    """
    done = ImportedRoster(uuid4())
    members = Member.objects.in_bulk([row.member_id for row in rows])
    contacts = {row.contact_id for row in rows} - {None}
    accounts = get_user_model().objects.in_bulk(contacts)
    for row in rows:
        member = members.get(row.member_id)
        if member is None:
            done.refused.append((row.line, _("The member is gone.")))
            continue
        contact = accounts.get(row.contact_id)
        try:
            change = begin_koc(
                member=member,
                terms=_terms(row, member, contact),
                origin=KocSpell.Origin.IMPORT,
                reason=_("Imported roster"),
                since=_day(row.since),
                now=now,
                user=user,
                batch=done.batch,
            )
        except DomainError as error:
            done.refused.append((row.line, str(error.message)))
            continue
        if change.kind == KocChange.Kind.BEGAN:
            done.began += 1
        else:
            done.changed += 1
    return done


def _terms(row: RosterRow, member: Member, contact: Any) -> Terms:
    """Return the terms of a row; a cell that is empty keeps what is held."""
    held = KocSpell.objects.open().filter(member=member).first()
    if contact is None:
        contact = held.contact if held else member.primary_contact
    review_on = _day(row.review_on)
    return Terms(row.tier, contact, review_on)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
