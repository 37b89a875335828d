"""Inviting colleagues by a link."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model, password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.services.accounts import make_account
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Gone, Invalid

VALID_FOR = timedelta(days=7)


def digest_of(token: str) -> str:
    """Return the digest by which an invitation is found."""
    return hashlib.sha256(token.encode()).hexdigest()


@atomic_with_retry
def invite(
    *,
    name: str,
    email: str,
    role: str,
    user: Any,
    now: datetime,
) -> tuple[Invitation, str]:
    """Store an invitation; return it and the secret of its link, which is
    stored nowhere.

    Errors: Conflict if somebody has this e-mail address already.
    """
    accounts = get_user_model().objects
    if email and accounts.filter(email__iexact=email).exists():
        text = _("Somebody already has an account with the address %(email)s.")
        raise Conflict("email_taken", text % {"email": email})
    token = secrets.token_urlsafe(32)
    row = Invitation(
        name=name,
        email=email,
        role=role,
        digest=digest_of(token),
        invited_at=now,
        invited_by=user,
        expires_at=now + VALID_FOR,
    )
    row.full_clean(exclude=["invited_by"])
    row.save()
    return row, token


def find_invitation(*, token: str, now: datetime) -> Invitation:
    """Return the open invitation of a link.

    Errors: Gone if it was used, withdrawn, is over or never was.
    """
    row = Invitation.objects.filter(digest=digest_of(token)).first()
    if row is None or not row.is_open(now):
        raise _gone()
    return row


@atomic_with_retry
def accept(
    *,
    token: str,
    username: str,
    password: str,
    now: datetime,
) -> Any:
    """Make the account of an invitation, which is used up; return the account.

    Errors: Gone; Conflict if the user name is taken; Invalid for a bad password.
    """
    rows = Invitation.objects.select_for_update()
    row = rows.filter(digest=digest_of(token)).first()
    if row is None or not row.is_open(now):
        raise _gone()
    if get_user_model().objects.filter(username__iexact=username).exists():
        text = _("The user name %(name)s is taken. Choose another one.")
        raise Conflict("username_taken", text % {"name": username})
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        raise Invalid("bad_password", " ".join(error.messages)) from error
    user = make_account(
        username=username,
        name=row.name,
        role=row.role,
        password=password,
        email=row.email,
    )
    row.used_at = now
    row.account = user
    row.save(update_fields=["used_at", "account"])
    return user


@atomic_with_retry
def withdraw(*, invitation_id: int, now: datetime) -> Invitation:
    """Make the link of an invitation work no more.

    Errors: DoesNotExist; Conflict if it was used.
    """
    row: Invitation = Invitation.objects.select_for_update().get(
        pk=invitation_id
    )
    if row.used_at is not None:
        text = _("%(name)s has an account by now. Disable it instead.")
        raise Conflict("already_used", text % {"name": row.name})
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
    return row


def _gone() -> Gone:
    text = _(
        "This link no longer works. It works once, for seven days; ask for another one."
    )
    return Gone("invitation_over", text)
