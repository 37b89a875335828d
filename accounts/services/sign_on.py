"""Who may enter by the brand's sign-on: which account, and in which role."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.services.accounts import give_role, make_account, role_of
from common.db.transactions import atomic_with_retry
from common.errors import Forbidden
from common.security.access import ROLE_LABELS

KNOWN, MAPPED = "known", "mapped"


class NotAdmitted(Forbidden):
    """The issuer knows this person, but they may not enter."""


def mapped_role(claims: Mapping[str, Any]) -> str:
    """Return the role that the claims of a person give, the one that may do
    most if there are several; "" for none.
    """
    given = claims.get(settings.OIDC_ROLE_CLAIM) or []
    groups = {given} if isinstance(given, str) else set(map(str, given))
    found = ""
    for role in ROLE_LABELS:
        if groups & set(settings.OIDC_ROLES.get(role, ())):
            found = role
    return found


@atomic_with_retry
def admit_known(*, account_id: int, claims: Mapping[str, Any]) -> Any:
    """Return the account that was linked before, in the role that its groups
    give now.

    Errors: NotAdmitted if it is disabled or has lost its group.
    """
    user = get_user_model().objects.select_for_update().get(pk=account_id)
    _check_active(user)
    if settings.OIDC_ROLES:
        _follow_groups(user, claims)
    return user


@atomic_with_retry
def admit_new(*, claims: Mapping[str, Any], now: datetime) -> Any:
    """Return the account of a person who comes for the first time: the one
    with their verified address, that of an open invitation to it, or, if
    groups are enough, a new one.

    Errors: NotAdmitted.
    """
    email = str(claims.get("email") or "")
    if email and claims.get("email_verified") is True:
        found = get_user_model().objects.filter(email__iexact=email)
        if len(found) == 1:
            return admit_known(account_id=found[0].pk, claims=claims)
        invited = _invited(email, claims, now)
        if invited is not None:
            return invited
    role = mapped_role(claims)
    if settings.OIDC_ADMIT == MAPPED and role:
        return _make(claims, role, email)
    text = _("Nobody has invited you to kocops yet. Ask an administrator.")
    raise NotAdmitted("unknown_person", text)


def _invited(email: str, claims: Mapping[str, Any], now: datetime) -> Any:
    rows = Invitation.objects.select_for_update().filter(email__iexact=email)
    for row in rows:
        if row.is_open(now):
            user = _make(claims, row.role, email, row.name)
            row.used_at = now
            row.account = user
            row.save(update_fields=["used_at", "account"])
            return user
    return None


def _make(
    claims: Mapping[str, Any],
    role: str,
    email: str,
    name: str = "",
) -> Any:
    wanted = str(claims.get("preferred_username") or claims["sub"])
    max_length = get_user_model()._meta.get_field("username").max_length
    username = wanted[:max_length]
    if get_user_model().objects.filter(username__iexact=username).exists():
        text = _(
            "The user name %(name)s belongs to another account. Ask an administrator "
            "to enter your e-mail address there.",
        )
        raise NotAdmitted("username_taken", text % {"name": username})
    return make_account(
        username=username,
        name=(name or str(claims.get("name") or username))[:40],
        role=role,
        password=None,
        email=email,
    )


def _follow_groups(user: Any, claims: Mapping[str, Any]) -> None:
    role = mapped_role(claims)
    if not role:
        text = _("Your groups at the sign-on give you no position in kocops.")
        raise NotAdmitted("no_role", text)
    if role != role_of(user):
        give_role(user, role)


def _check_active(user: Any) -> None:
    if not user.is_active:
        text = _("This account is disabled. Ask an administrator.")
        raise NotAdmitted("disabled", text)
