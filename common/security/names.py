"""The names of accounts; str() of an account is its name (kocops/composition.py)."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from common.rules.staff_names import full_name, initials_of
from common.security.access import STAFF

NOBODY = "–"


def staff_name(user: Any) -> str:
    """Return what a colleague is called; the account for one without a name, a
    dash for nobody.
    """
    if user is None:
        return NOBODY
    return full_name(user.first_name, user.last_name, user.get_username())


def has_name(user: Any) -> bool:
    """Tell whether an account says what its holder is called."""
    return bool(user.first_name.strip() or user.last_name.strip())


def initials(user: Any) -> str:
    """Return the characters that stand for a colleague in a picture."""
    return initials_of(staff_name(user))


def nameless_accounts() -> QuerySet[Any]:
    """Return active accounts of staff that do not say what they are called."""
    holds = Q(groups__name__in=STAFF) | Q(is_superuser=True)
    accounts = get_user_model().objects.filter(holds, is_active=True)
    return accounts.filter(first_name="", last_name="").distinct()


def name_account(*, user: Any, name: str) -> None:
    """Store what a colleague is called, as one name."""
    user.first_name = name
    user.last_name = ""
    user.save(update_fields=["first_name", "last_name"])
