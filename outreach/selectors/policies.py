"""Which rules of contact are in force, and which holidays are known."""

from datetime import datetime

from common.calendar import business_zone
from common.services.policies import in_force
from outreach.models import ContactPolicy, HolidayYear
from outreach.rules.gate import Hours
from outreach.rules.holidays import (
    HolidayCalendar,
    hours_at,
    make_calendar,
    next_lawful,
)
from outreach.rules.policy import SHIPPED, Policy, as_stored, policy_from


def shipped_policy() -> ContactPolicy:
    """Return the shipped version, not stored."""
    return ContactPolicy(version=1, rules=as_stored(SHIPPED))


def policy_in_force() -> ContactPolicy:
    """Return the newest version; the shipped one, not stored, if there is none."""
    return in_force(shipped_policy)


def present_policy() -> Policy:
    """Return the rules of the version in force."""
    return policy_from(policy_in_force().rules)


def present_calendar() -> HolidayCalendar:
    """Return the shipped and entered holidays."""
    rows = HolidayYear.objects.values_list("year", "days")
    return make_calendar(dict(rows))


class Clock:
    """The hours of a policy: asked once, they hold for every member."""

    def __init__(self, policy: Policy, calendar: HolidayCalendar) -> None:
        self.policy = policy
        self.calendar = calendar
        self.zone = business_zone()

    def hours(self, now: datetime) -> Hours:
        """Return whether now lies in a holiday or in quiet hours."""
        return hours_at(now, self.policy, self.calendar, self.zone)

    def next_lawful(self, moment: datetime) -> datetime | None:
        """Return the first moment from this one on outside of both."""
        return next_lawful(moment, self.policy, self.calendar, self.zone)


def present_clock() -> Clock:
    """Return the clock of the rules in force."""
    return Clock(present_policy(), present_calendar())
