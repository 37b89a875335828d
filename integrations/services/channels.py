"""Create and change channels, and send test messages through them. Addresses
and secrets go in and never come out again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from common.db.edits import changes_since, check_unchanged
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from common.services.outbox import pause_receiver, resume_receiver
from integrations.models import Channel
from integrations.services.channel_addresses import check_address
from integrations.services.channel_sending import RECEIVER_TYPE

MOST_RECIPIENTS = 100
SECRET_LENGTH = 200
TEST_KIND = "ping"


def find_kind(name: str) -> Channel.Kind:
    """Return a kind of channels by its name. Errors: NotFound."""
    if name not in Channel.Kind.values:
        text = _("There is no such kind of channel.")
        raise NotFound("unknown_channel_kind", text)
    return Channel.Kind(name)


@atomic_with_retry
def create_channel(
    *,
    kind: str,
    name: str,
    address: str = "",
    secret: str = "",
    recipients: Sequence[str] = (),
    now: datetime,
    user: Any,
) -> Channel:
    """Create a channel and return it.

    Errors: Invalid for a name, address or recipient that cannot be used,
    Conflict for a name that is taken, NotFound for the kind.
    """
    channel = Channel(
        kind=find_kind(kind),
        name=name,
        created_at=now,
        created_by=user,
    )
    if channel.kind == Channel.Kind.EMAIL:
        channel.recipients = checked_recipients(recipients)
    else:
        check_address(channel.kind, address)
        channel.address = address
        channel.secret = _checked_secret(secret)
    _check_name(channel)
    channel.save(force_insert=True)
    return channel


@atomic_with_retry
def change_channel(
    *,
    channel: Channel,
    name: str | None = None,
    address: str = "",
    secret: str = "",
    recipients: Sequence[str] | None = None,
    opened: Mapping[str, Any] | None = None,
) -> Channel:
    """Change what is given of a channel and return it.

    An address and a secret that are not given stay. A new address replaces
    the secret too, since both belong to one robot.
    Errors: Invalid, Conflict for a name that is taken, EditConflict.
    """
    row = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    wanted: dict[str, Any] = {}
    if name is not None:
        wanted["name"] = name
    if recipients is not None and row.kind == Channel.Kind.EMAIL:
        wanted["recipients"] = checked_recipients(recipients)
    changes = changes_since(wanted, opened or {})
    current = {field: getattr(row, field) for field in changes}
    check_unchanged(row, current, changes, opened or {})
    if row.kind != Channel.Kind.EMAIL:
        changes |= _new_robot(row, address, secret)
    for field, value in changes.items():
        setattr(row, field, value)
    _check_name(row)
    if changes:
        row.save(update_fields=list(changes))
    return row


def _check_name(channel: Channel) -> None:
    where = {"field": "name"}
    others = Channel.objects.filter(name=channel.name).exclude(pk=channel.pk)
    if others.exists():
        text = _("There is a channel of this name already. Choose another.")
        raise Conflict("channel_exists", text, where=where)
    try:
        channel.full_clean()
    except ValidationError as error:
        text = " ".join(error.messages)
        raise Invalid("bad_name", text, where=where) from error


def _new_robot(row: Channel, address: str, secret: str) -> dict[str, str]:
    """Return the changed address and secret of a robot."""
    if address and address != row.address:
        check_address(row.kind, address)
        return {"address": address, "secret": _checked_secret(secret)}
    if secret:
        return {"secret": _checked_secret(secret)}
    return {}


def _checked_secret(secret: str) -> str:
    if len(secret) > SECRET_LENGTH or not (
        secret.isascii() and (secret.isprintable() or not secret)
    ):
        text = _("Copy the secret from the settings of the robot as it is.")
        raise Invalid("bad_secret", text, where={"field": "secret"})
    return secret


def checked_recipients(addresses: Sequence[str]) -> list[str]:
    """Return addresses of mail, each once. Errors: Invalid, with the first
    that is none.
    """
    found: dict[str, None] = {}
    where = {"field": "recipients"}
    for one in addresses:
        try:
            validate_email(one)
        except ValidationError as error:
            text = _("%(address)s is not an address of mail.")
            shown = {"address": one[:60]}
            raise Invalid(
                "bad_recipient", text % shown, where=where
            ) from error
        if not one.isascii():
            text = _("%(address)s has signs that many mail servers refuse.")
            raise Invalid(
                "bad_recipient", text % {"address": one[:60]}, where=where
            )
        found[one] = None
    if len(found) > MOST_RECIPIENTS:
        text = _("At most %(most)s recipients; use a mailing list for more.")
        message = text % {"most": MOST_RECIPIENTS}
        raise Invalid("too_many_recipients", message, where=where)
    return list(found)


@atomic_with_retry
def send_test(
    *,
    channel: Channel,
    page: str,
    recipient: str = "",
    now: datetime,
) -> OutboxMessage:
    """Put a test message for a channel into the outbox and return it.

    `page`: the address of the channel's page. `recipient`: to whom a mail
    goes if the channel has no recipients of its own.
    """
    with translation.override(settings.LANGUAGE_CODE):
        body = {
            "title": _("Test message of kocops"),
            "lines": [
                _("Messages reach this channel: %(name)s.")
                % {"name": channel},
            ],
            "url": page,
            "urgency": "normal",
            "mention_all": False,
            "recipients": [] if channel.recipients else [recipient],
            "digest": False,
        }
    outgoing = Outgoing(RECEIVER_TYPE, channel.pk, TEST_KIND, body)
    (message,) = enqueue([outgoing], now=now)
    return message


def set_pause(*, channel: Channel, is_paused: bool) -> None:
    """Pause a channel or let it go on. Messages wait meanwhile and then go in
    order.
    """
    act = pause_receiver if is_paused else resume_receiver
    act(receiver_type=RECEIVER_TYPE, receiver_id=channel.pk)
