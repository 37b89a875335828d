"""Making accounts and the links by which colleagues set their own passwords."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from common.errors import Conflict
from common.security.access import ADMIN
from common.security.secrets import read_or_create_secret

KEY_LENGTH = 24


def has_accounts() -> bool:
    """Tell whether anybody can log in."""
    accounts = get_user_model().objects.filter(is_active=True)
    unusable = UNUSABLE_PASSWORD_PREFIX
    usable = accounts.exclude(password__startswith=unusable)
    return bool(usable.exists())


def first_account_key() -> str:
    """Return the key of the page that makes the first account; who can read
    the files of the installation knows it.
    """
    secret = read_or_create_secret(settings.VAR_DIR / "first_account_key")
    return secret[:KEY_LENGTH]


@transaction.atomic
def create_first_account(*, username: str, name: str, password: str) -> Any:
    """Make the account of the first administrator.

    Errors: Conflict if somebody can log in already.
    """
    if has_accounts():
        message = _("There is an account already. Log in with it.")
        raise Conflict("has_accounts", message)
    return _make(username, name, ADMIN, password)


@transaction.atomic
def add_colleague(*, username: str, name: str, role: str) -> Any:
    """Make an account without a password: its owner sets it with the link of
    `password_link`.
    """
    return _make(username, name, role, None)


def password_link(user: Any) -> str:
    """Return the address at which a colleague sets a password; it works once,
    and for PASSWORD_RESET_TIMEOUT seconds.
    """
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("password_set", args=[key, token])


def _make(username: str, name: str, role: str, password: str | None) -> Any:
    is_admin = role == ADMIN
    user = get_user_model().objects.create_user(
        username=username,
        first_name=name,
        password=password,
        is_superuser=is_admin,
        is_staff=is_admin,
    )
    group, _is_new = Group.objects.get_or_create(name=role)
    user.groups.add(group)
    return user
