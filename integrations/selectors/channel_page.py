"""What the page of a channel shows: its latest messages as the outbox has
them, with the answers in words.
"""

from typing import Any, NamedTuple

from common.models import OutboxAttempt, OutboxMessage
from integrations.labels import channel_fault, message_kind
from integrations.models import Channel

SHOWN_MESSAGES = 20
SHOWN_ATTEMPTS = 3


class ShownAttempt(NamedTuple):
    """An attempt with why it failed in words."""

    attempt: OutboxAttempt
    words: str


class ShownMessage(NamedTuple):
    """A message with what it is about in words, and its latest attempts."""

    message: OutboxMessage
    kind: str
    attempts: list[ShownAttempt]


def read_channel_page(channel: Channel) -> dict[str, Any]:
    """Return the latest messages of a channel, and whether one is under way."""
    rows = OutboxMessage.objects.to("channel", channel.pk)
    latest = rows.prefetch_related("attempts").defer("body")[:SHOWN_MESSAGES]
    shown = [_shown(channel, row) for row in latest]
    return {
        "messages_sent": shown,
        "is_under_way": any(
            one.message.state in ("waiting", "sending") for one in shown
        ),
    }


def _shown(channel: Channel, message: OutboxMessage) -> ShownMessage:
    attempts = []
    for one in list(message.attempts.all())[:SHOWN_ATTEMPTS]:
        words = channel_fault(channel.kind, one.fault, one.answer)
        attempts.append(ShownAttempt(one, words))
    kind = message_kind(message.kind)
    return ShownMessage(message, kind, attempts)
