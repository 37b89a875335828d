"""Who can receive messages of the outbox, and how each is called.

An app that can send to something declares a ReceiverKind, which
kocops/composition.py adds here under the `receiver_type` of its messages.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from django.core.exceptions import ImproperlyConfigured

from common.models import OutboxMessage
from common.security.outgoing import Answer

Limit = tuple[int, timedelta]


class Refusal(NamedTuple):
    """That a message may not go: it waits until a moment, or with None for
    good.
    """

    until: datetime | None


MaySend = Callable[[OutboxMessage, datetime], Refusal | None]


@dataclass(frozen=True)
class Receiver:
    """One receiver, as the sender needs it.

    send: sends a message once and returns the answer; raises only programming
    errors. The message counts as sent if the answer has no fault and its
    status is 2xx or None. What the faults mean is written at
    OutboxAttempt.Fault: `too_slow` and `interrupted` mean that nobody knows
    whether it arrived, `rejected` that it will never be accepted as it is.
    has_key: whether the receiver recognises a message that comes twice.
    limits: at most so many messages in so long.
    may_send: asked in the transaction of the claim, last before the message
    goes; None: it always may.
    name, url: what its page calls it and where that page is.
    """

    send: Callable[[OutboxMessage, datetime], Answer]
    has_key: bool
    limits: Sequence[Limit] = ()
    may_send: MaySend | None = None
    name: str = ""
    url: str = ""


class ReceiverKind(Protocol):
    """A kind of receivers."""

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        """Return the receivers that exist, by number, with few queries.

        Whether one may be called now is not asked here but kept in
        OutboxReceiver.
        """


RECEIVER_KINDS: dict[str, ReceiverKind] = {}


def add_receiver_kinds(kinds: Mapping[str, ReceiverKind]) -> None:
    """Add kinds of receivers by the `receiver_type` of their messages.

    Errors: ImproperlyConfigured for one that is known already.
    """
    twice = sorted(RECEIVER_KINDS.keys() & kinds.keys())
    if twice:
        raise ImproperlyConfigured(
            f"receivers declared twice: {', '.join(twice)}",
        )
    RECEIVER_KINDS.update(kinds)
