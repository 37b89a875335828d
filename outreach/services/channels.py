"""Channels to members: entered, changed, and resumed after a pause."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Invalid
from common.security.outgoing import address_fault
from common.services.outbox import resume_receiver
from outreach.models import MemberChannel
from outreach.models.choices import Way
from outreach.rules.messages import RECEIVER_TYPE

# The name may have no address at this moment and one later.
TOLERATED = ("", "unknown_host")
SIGNING_PREFIX = "whsec_"


@atomic_with_retry
def save_channel(
    *,
    row: MemberChannel,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
    user: Any,
    now: datetime,
) -> MemberChannel:
    """Store a channel and return it. An empty secret stays as it was.

    Errors: Invalid for an address that is not called; EditConflict,
    ValidationError.
    """
    secret = str(changes.get("secret") or "")
    kept = {name: one for name, one in changes.items() if name != "secret"}
    _check_secret(secret)
    if row.pk is None:
        row.created_at = now
        row.created_by = user
        row.secret = secret
        _check(row)
        row.full_clean()
        row.save()
        return row
    rows = MemberChannel.objects.select_for_update(of=("self",))
    current: MemberChannel = rows.get(pk=row.pk)
    apply_edit(current, changes=kept, opened=opened)
    _check(current)
    if secret:
        current.secret = secret
        current.save(update_fields=["secret"])
    return current


@atomic_with_retry
def resume_channels(*, channel_ids: Collection[int]) -> int:
    """Let paused channels send again, in order; return how many were paused."""
    resumed = 0
    paused = MemberChannel.objects.paused().filter(pk__in=list(channel_ids))
    for channel in paused.order_by("pk"):
        resume_receiver(receiver_type=RECEIVER_TYPE, receiver_id=channel.pk)
        resumed += 1
    return resumed


def _check_secret(secret: str) -> None:
    if secret and not secret.startswith(SIGNING_PREFIX):
        text = _("A secret begins with whsec_, as Standard Webhooks has it.")
        raise Invalid("bad_secret", text, where={"field": "secret"})


def _check(row: MemberChannel) -> None:
    """Errors: Invalid without what its way needs."""
    if row.way == Way.EMAIL:
        return
    if not row.platform:
        text = _("Name the platform by whose ids the gateway knows members.")
        raise Invalid("no_platform", text, where={"field": "platform"})
    if address_fault(row.address) not in TOLERATED:
        text = _("Give the public https address of the gateway.")
        raise Invalid("bad_address", text, where={"field": "address"})
