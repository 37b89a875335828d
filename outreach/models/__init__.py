"""Rules of contact and their refusals, opportunities with matches, messages,
and graduations.
"""

from outreach.models.contact import (
    ContactPolicy,
    ContactRefusal,
    ContactStop,
    HolidayYear,
    Suppression,
)
from outreach.models.graduations import (
    AdvisorAnswer,
    Consultation,
    Graduation,
    GraduationStep,
    Honour,
)
from outreach.models.messages import MemberChannel, OutreachMessage
from outreach.models.opportunities import Match, Opportunity

__all__ = [
    "AdvisorAnswer",
    "Consultation",
    "ContactPolicy",
    "ContactRefusal",
    "ContactStop",
    "Graduation",
    "GraduationStep",
    "HolidayYear",
    "Honour",
    "Match",
    "MemberChannel",
    "Opportunity",
    "OutreachMessage",
    "Suppression",
]
