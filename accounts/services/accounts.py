"""Making accounts and the links by which colleagues set their own passwords."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.services.sessions import end_sessions
from accounts.services.tries import forget_tries, tries_key
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden
from common.security.access import (
    ADMIN,
    ROLE_LABELS,
    STAFF,
    holders_of,
    roles_of,
)
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


@atomic_with_retry
def create_first_account(*, username: str, name: str, password: str) -> Any:
    """Make the account of the first administrator.

    Errors: Conflict if somebody can log in already.
    """
    if has_accounts():
        message = _("There is an account already. Log in with it.")
        raise Conflict("has_accounts", message)
    return make_account(
        username=username,
        name=name,
        role=ADMIN,
        password=password,
    )


def password_link(user: Any) -> str:
    """Return the address at which a colleague sets a password; it works once,
    and for PASSWORD_RESET_TIMEOUT seconds.
    """
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("password_set", args=[key, token])


@atomic_with_retry
def make_account(
    *,
    username: str,
    name: str,
    role: str,
    password: str | None,
    email: str = "",
) -> Any:
    """Make an account with its role; without a password nobody can log in
    with one.
    """
    user = get_user_model().objects.create_user(
        username=username,
        first_name=name,
        email=email,
        password=password,
    )
    give_role(user, role)
    return user


@atomic_with_retry
def change_account(
    *,
    account_id: int,
    name: str,
    email: str,
    role: str,
    user: Any,
) -> Any:
    """Change what a colleague is called, their address and their role.

    Errors: DoesNotExist; Conflict for an address that somebody else has, and
    if nobody would be administrator any more; Forbidden for one's own role.
    """
    accounts = get_user_model().objects
    row = accounts.select_for_update().get(pk=account_id)
    others = accounts.exclude(pk=row.pk)
    if email and others.filter(email__iexact=email).exists():
        text = _("Somebody already has an account with the address %(email)s.")
        raise Conflict("email_taken", text % {"email": email})
    if role != role_of(row):
        if row.pk == user.pk:
            text = _(
                "Nobody changes their own position. Ask another administrator."
            )
            raise Forbidden("own_role", text)
        _check_admin_stays(row)
    row.first_name, row.last_name = name, ""
    row.email = email
    row.save(update_fields=["first_name", "last_name", "email"])
    give_role(row, role)
    return row


@atomic_with_retry
def disable_account(*, account_id: int, user: Any) -> Any:
    """Let an account log in no more and end its sessions; its rows stay.

    Errors: DoesNotExist; Conflict for one's own and for the last
    administrator.
    """
    row = get_user_model().objects.select_for_update().get(pk=account_id)
    if row.pk == user.pk:
        text = _(
            "Nobody disables their own account. Ask another administrator."
        )
        raise Conflict("own_account", text)
    _check_admin_stays(row)
    row.is_active = False
    row.save(update_fields=["is_active"])
    end_sessions(account=row)
    return row


@atomic_with_retry
def enable_account(*, account_id: int) -> Any:
    """Let a disabled account log in again. Errors: DoesNotExist."""
    row = get_user_model().objects.select_for_update().get(pk=account_id)
    row.is_active = True
    row.save(update_fields=["is_active"])
    return row


@atomic_with_retry
def reset_second_factor(*, account_id: int, except_key: str = "") -> Any:
    """Remove the second factors and recovery codes of an account and end its
    sessions but one: for somebody who lost theirs. Errors: DoesNotExist.
    """
    row = get_user_model().objects.select_for_update().get(pk=account_id)
    Authenticator.objects.filter(user=row).delete()
    end_sessions(account=row, except_key=except_key)
    forget_tries(key=tries_key("code", str(row.pk)))
    return row


def role_of(user: Any) -> str:
    """Return the role of an account: the one that may do most if it holds several."""
    held = roles_of(user)
    found = ""
    for role in ROLE_LABELS:
        if role in held:
            found = role
    return found


def _check_admin_stays(row: Any) -> None:
    if not row.is_active or role_of(row) != ADMIN:
        return
    if not holders_of(ADMIN).exclude(pk=row.pk).exists():
        text = _("This is the last administrator. Make another one first.")
        raise Conflict("last_admin", text)


def give_role(user: Any, role: str) -> None:
    """Make this the only role of an account."""
    is_admin = role == ADMIN
    if (user.is_superuser, user.is_staff) != (is_admin, is_admin):
        user.is_superuser = is_admin
        user.is_staff = is_admin
        user.save(update_fields=["is_superuser", "is_staff"])
    group, _is_new = Group.objects.get_or_create(name=role)
    others = user.groups.filter(name__in=STAFF).exclude(pk=group.pk)
    user.groups.remove(*others)
    user.groups.add(group)
