"""What koc shows on the member page: the status with its history, and what
shows a real owner.
"""

from datetime import datetime

from koc.selectors.owners import OwnerView, owner_view
from koc.selectors.roster import KocStatus, koc_status
from members.models import Member


def koc_panel(member: Member, *, now: datetime) -> KocStatus:
    """Return the member's KOC status; without one, what the page offers."""
    return koc_status(member, now=now)


def owner_panel(member: Member) -> OwnerView:
    """Return what shows whether the member speaks as a real owner."""
    return owner_view(member)
