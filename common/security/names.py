"""The names of accounts; str() of an account is its name (kocops/composition.py)."""

from collections.abc import Iterable
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


def names_by_account(accounts: Iterable[str]) -> dict[str, str]:
    """Return what the holders of these accounts are called, by account."""
    rows = get_user_model().objects.filter(username__in=set(accounts))
    return {row.get_username(): staff_name(row) for row in rows}


def account_called(name: str) -> Any:
    """Return the account whose holder is called so, None if there is none or
    several.
    """
    words = Q(username=name) | Q(first_name__in=_parts(name))
    words |= Q(last_name__in=_parts(name))
    found = []
    for account in get_user_model().objects.filter(words):
        if staff_name(account) == name:
            found.append(account)
    return found[0] if len(found) == 1 else None


def _parts(name: str) -> set[str]:
    """Return every beginning and end of a name, one of which is given or family name."""
    parts = {name}
    for place in range(1, len(name)):
        parts |= {name[:place].strip(), name[place:].strip()}
    return parts


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
