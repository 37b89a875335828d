"""Decisions of staff about the roles of a member, with a reason and until a day."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Invalid
from members.models import Member
from members.services.locking import lock_unmerged
from roles.models import RoleOverride

MAX_DAYS = 366


@atomic_with_retry
def override_role(
    *,
    member: Member,
    role: int,
    holds: bool,
    reason: str,
    until: date,
    now: datetime,
    today: date,
    user: Any,
) -> RoleOverride:
    """Decide that the member holds a role or does not, from the next night on
    until a day, and return the decision. It replaces an earlier one.

    Errors: DomainError if the day is past or more than a year ahead.
    """
    if not today <= until <= today + timedelta(days=MAX_DAYS):
        raise Invalid(
            "bad_until",
            _("Choose a day from today on, at most a year ahead."),
        )
    member = lock_unmerged([member.pk])[member.pk]
    RoleOverride.objects.filter(
        member=member,
        role=role,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now)
    override = RoleOverride(
        member=member,
        role=role,
        holds=holds,
        reason=reason,
        until=until,
        created_at=now,
        created_by=user,
    )
    override.full_clean(validate_constraints=False)
    override.save()
    return override


@atomic_with_retry
def withdraw_overrides(*, member: Member, now: datetime) -> int:
    """Withdraw the decisions of staff about the member's roles; return how
    many there were.
    """
    member = lock_unmerged([member.pk])[member.pk]
    return RoleOverride.objects.filter(
        member=member,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=now)
