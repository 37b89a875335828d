"""Tokens of machines: issued once, ended at any time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from common.models import ApiToken
from common.security.access import SCOPES, roles_of

MOST_DAYS = 3650
USUAL_DAYS = 90
MOST_REQUESTS = 1_000_000
USUAL_REQUESTS = 600


@atomic_with_retry
def issue_token(
    *,
    account: str,
    scopes: Sequence[str],
    days: int,
    requests_per_minute: int,
) -> tuple[ApiToken, str]:
    """Issue a token of a machine account, which is made if it is new; return
    its row and the token itself, which is stored nowhere.

    Errors: Invalid without scopes, for unknown ones and for limits out of
    range; Conflict if the account is a colleague's.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid("bad_scopes", _("Choose what the token may do."))
    if not 1 <= days <= MOST_DAYS:
        text = _("A token lasts between 1 and %(most)s days.")
        raise Invalid("bad_days", text % {"most": MOST_DAYS})
    if not 1 <= requests_per_minute <= MOST_REQUESTS:
        text = _("A token makes between 1 and %(most)s requests a minute.")
        raise Invalid("bad_limit", text % {"most": f"{MOST_REQUESTS:,}"})
    user, is_new = get_user_model().objects.get_or_create(username=account)
    if is_new:
        user.set_unusable_password()
        user.save()
    elif user.has_usable_password() or roles_of(user):
        text = _("“%(account)s” is the account of a colleague.")
        raise Conflict("account_of_person", text % {"account": account})
    row, token = ApiToken.objects.create(
        user=user,
        expiry=timedelta(days=days),
        name=account,
        scopes=sorted(scopes),
        requests_per_minute=requests_per_minute,
    )
    return row, token


@atomic_with_retry
def end_token(*, key: str, now: datetime) -> ApiToken:
    """End a token now: from then on it is refused. It cannot be taken back.

    key: its first characters, by which it is listed. Errors: DoesNotExist.
    """
    row = ApiToken.objects.select_for_update().get(token_key=key)
    if row.expiry is None or row.expiry > now:
        row.expiry = now
        row.save(update_fields=["expiry"])
    ended: ApiToken = row
    return ended
