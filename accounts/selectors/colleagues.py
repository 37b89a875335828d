"""Who can log in, and who is invited."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from accounts.models import Invitation
from accounts.selectors.second_factor import accounts_with_factor
from common.security.access import ADMIN, ROLE_LABELS, STAFF


class ShownAccount(NamedTuple):
    """An account with its roles in words, and whether it has a second factor."""

    user: Any
    roles: list[Any]
    has_factor: bool


def read_colleagues() -> list[ShownAccount]:
    """Return all accounts of people, those that can log in first."""
    holds = Q(groups__name__in=STAFF) | Q(is_superuser=True)
    accounts = get_user_model().objects.filter(holds).distinct()
    with_factor = accounts_with_factor()
    shown = []
    ordered = accounts.order_by("-is_active", "username")
    for user in ordered.prefetch_related("groups"):
        held = {group.name for group in user.groups.all()}
        if user.is_superuser:
            held.add(ADMIN)
        roles = [label for name, label in ROLE_LABELS.items() if name in held]
        shown.append(ShownAccount(user, roles, user.pk in with_factor))
    return shown


def open_invitations(now: datetime) -> QuerySet[Invitation]:
    """Return the invitations whose links still work."""
    return Invitation.objects.filter(
        used_at=None,
        withdrawn_at=None,
        expires_at__gt=now,
    ).select_related("invited_by")
