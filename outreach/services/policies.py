"""New versions of the rules of contact, and holidays by year."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.edits import edit_row
from common.db.transactions import atomic_with_retry
from common.errors import Invalid
from common.services.policies import add_version
from outreach.models import ContactPolicy, HolidayYear
from outreach.rules.holidays import HolidayError, read_days
from outreach.rules.policy import (
    MOST_CONTACTS,
    MOST_DAYS,
    Limit,
    Policy,
    as_stored,
)
from outreach.selectors.policies import shipped_policy


def save_policy(
    *,
    policy: Policy,
    note: str,
    now: datetime,
    user: Any,
    based_on: int | None = None,
) -> ContactPolicy:
    """Add a version of the rules that is in force at once, and return it.

    Errors: Invalid for an impossible limit; Conflict if the version that it
    is `based_on` is no longer in force.
    """
    for limit in (policy.dormant_cap, policy.other_cap):
        _check(limit)
    for limit in policy.quotas.values():
        _check(limit)
    return add_version(
        shipped_policy,
        now=now,
        user=user,
        based_on=based_on,
        note=note,
        rules=as_stored(policy),
    )


def _check(limit: Limit) -> None:
    is_possible = 0 <= limit.most <= MOST_CONTACTS
    if not is_possible or not 1 <= limit.days <= MOST_DAYS:
        text = _(
            "A limit is 0 to %(most)s contacts in 1 to %(days)s days.",
        ) % {"most": MOST_CONTACTS, "days": MOST_DAYS}
        raise Invalid("bad_limit", text)


@atomic_with_retry
def save_holidays(
    *,
    row: HolidayYear,
    changes: dict[str, Any],
    opened: dict[str, Any],
    user: Any,
    now: datetime,
) -> HolidayYear:
    """Store the holidays of a year and return the row.

    Errors: Invalid that names the line which cannot be read; EditConflict,
    ValidationError.
    """
    year = changes.get("year", row.year)
    check_days(changes.get("days", row.days), year)
    if row.pk is None:
        row.entered_at = now
        row.entered_by = user
        row.full_clean()
        row.save()
        return row
    return edit_row(row=row, changes=changes, opened=opened)


def check_days(text: str, year: int) -> None:
    """Errors: Invalid that names the first line which cannot be read."""
    try:
        read_days(text, year)
    except HolidayError as error:
        shown = {"line": error.line, "text": error.text[:40]}
        said = {
            "unreadable": _(
                "Line %(line)s cannot be read: “%(text)s”. Write 10-01..10-07 "
                "and a name.",
            ),
            "no_day": _(
                "Line %(line)s names no day of the calendar: “%(text)s”."
            ),
            "backwards": _("Line %(line)s ends before it begins: “%(text)s”."),
            "too_many": _("Up to line %(line)s these are too many days."),
        }
        text = said[error.code] % shown
        raise Invalid("bad_days", text, where={"field": "days"}) from None
