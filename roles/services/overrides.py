"""Staff decide about a role: with a reason, until a day, never silently overwritten."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import ReaderError
from members.models import Member
from roles.models import RoleOverride

LONGEST_DAYS = 366


@transaction.atomic
def override_role(
    *, member: Member, role: int, holds: bool, reason: str, until: date, now: datetime, today: date, user: Any
) -> RoleOverride:
    """From the next night on the member holds the role or not, as decided, until that day.

    Errors: ReaderError if the day is past or more than a year ahead.
    """
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise ReaderError("bad_until", _("Choose a day from today on, at most a year ahead."))
    Member.objects.select_for_update().get(pk=member.pk)
    RoleOverride.objects.filter(member=member, role=role, withdrawn_at__isnull=True).update(withdrawn_at=now)
    override = RoleOverride(
        member=member, role=role, holds=holds, reason=reason, until=until, created_at=now, created_by=user
    )
    override.full_clean(validate_constraints=False)
    override.save()
    return override


@transaction.atomic
def withdraw_overrides(*, member: Member, now: datetime) -> int:
    """What staff decided about the member's roles holds no longer; returns how many decisions did."""
    return RoleOverride.objects.filter(member=member, withdrawn_at__isnull=True).update(withdrawn_at=now)
