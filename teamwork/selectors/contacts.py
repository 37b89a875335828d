"""How often somebody talks with a member, and whether somebody looks after them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from common.selectors.absences import read_coverage
from members.models import Member
from teamwork.rules.next_act import QUIET_DAYS, Contact


@dataclass(frozen=True, slots=True)
class Contacts:
    """When somebody last talked with a member, and how often within
    QUIET_DAYS.
    """

    last_at: datetime | None
    count: int


def read_contacts(member: Member, now: datetime) -> Contacts:
    """Return the contacts of a member up to now."""
    recent = Q(happened_at__gte=now - timedelta(days=QUIET_DAYS))
    found = member.interactions.order_by().aggregate(
        last_at=Max("happened_at"),
        count=Count("pk", filter=recent),
    )
    return Contacts(found["last_at"], found["count"])


def contact_of(member: Any, today: date) -> Contact:
    """Return whether somebody looks after a member today."""
    contact = member.primary_contact
    if contact is None:
        return Contact.NOBODY
    if not contact.is_active:
        return Contact.GONE
    coverage = read_coverage(today)
    account = coverage.accounts.get(contact.pk)
    if account is None or not account.is_staff:
        return Contact.GONE
    if coverage.acting.get(contact.pk) is None:
        return Contact.AWAY
    return Contact.THERE
