"""Who must have a second factor, and who has one."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet

from common.security.access import roles_of

Type = Authenticator.Type


def must_have_second_factor(user: Any) -> bool:
    """Tell whether a role of the account requires a second factor."""
    required = set(settings.MFA_REQUIRED_ROLES)
    return bool(required and roles_of(user) & required)


def factors_of(user: Any) -> QuerySet[Authenticator]:
    """Return what an account has as second factor, without recovery codes."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return rows.exclude(type=Type.RECOVERY_CODES)


def accounts_with_factor() -> set[int]:
    """Return the accounts that have a second factor."""
    rows = Authenticator.objects.exclude(type=Type.RECOVERY_CODES)
    return set(rows.values_list("user_id", flat=True))
