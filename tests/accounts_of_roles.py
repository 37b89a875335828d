"""Accounts for the roles of the access table."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from common.security.access import ADMIN, ROLE_LABELS


def make_accounts() -> dict[str, Any]:
    """Write one account for each role, named like it; return them by role."""
    made = {}
    for role in ROLE_LABELS:
        user = get_user_model().objects.create_user(
            username=role,
            is_superuser=role == ADMIN,
            is_staff=role == ADMIN,
        )
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        made[role] = user
    return made
