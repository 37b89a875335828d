"""What the roster shows on the member page: the KOC status with its history."""

from datetime import datetime

from koc.selectors.roster import KocStatus, koc_status
from members.models import Member


def koc_panel(member: Member, *, now: datetime) -> KocStatus:
    """Return the member's KOC status; without one, what the page offers."""
    return koc_status(member, now=now)
