"""What outreach shows at the head of a member's page: badges, a stop, and
graduations.
"""

from datetime import date
from typing import Any

from members.models import Member
from outreach.models import ContactStop, Graduation, Honour


def member_signs(member: Member, *, today: date) -> dict[str, Any]:
    """Return the badges of a member, the stop in force and the open graduation."""
    stops = ContactStop.objects.in_force(today).filter(member=member)
    open_rows = Graduation.objects.open().filter(member=member)
    return {
        "honours": list(Honour.objects.filter(member=member)),
        "stop": stops.first(),
        "graduation": open_rows.first(),
    }
