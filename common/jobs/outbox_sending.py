"""The sender of the outbox: claimed, sent, confirmed, one message after the
other for each receiver.

A message is claimed in a transaction of its own before it is sent. One that is
found claimed while nobody holds its receiver was being sent when a worker
died: a receiver that recognises messages gets it again under the same id; for
any other it becomes uncertain, and only a colleague sends it again
(common/services/outbox.py). So none is lost, and none is sent twice to a
receiver that would not notice.

Messages go in the order in which they were written. One that is held until a
later moment (`not_before`) does not stop those behind it; one that fails does,
until it is sent or the receiver is paused.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from common.db.locks import exclusive
from common.db.transactions import atomic_with_retry
from common.jobs.outbox_confirming import confirm, settle_abandoned
from common.jobs.outbox_senders import RECEIVER_KINDS, Receiver
from common.jobs.queue import Clock
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from common.rules.rates import MARGIN, free_from
from common.security.outgoing import Answer

Key = tuple[str, int]
# A slow receiver gives way to the others after so long.
TURN_SECONDS = 30.0
LONGEST_ATTEMPT = timedelta(minutes=2)
logger = logging.getLogger(__name__)


def send_messages(*, clock: Clock) -> int:
    """Send what waits for receivers that can be called now; return how many
    messages were sent.
    """
    keys = _receivers_to_call(clock())
    known = _find_receivers(keys)
    sent = 0
    for key in keys:
        # One that was deleted keeps its messages; their page says so.
        if receiver := known.get(key):
            sent += _Turn(*key, receiver, clock).take()
    return sent


def _receivers_to_call(now: datetime) -> list[Key]:
    """Return the receivers with something to do, those that answered last
    time before those that did not.
    """
    messages = OutboxMessage.objects
    waiting = _receivers_of(messages.waiting(now))
    sending = messages.filter(state=OutboxMessage.State.SENDING)
    failures = {}
    for row in OutboxReceiver.objects.all():
        key = (row.receiver_type, row.receiver_id)
        failures[key] = row.failures
        if not row.is_callable(now):
            waiting.discard(key)
    ready = waiting | _receivers_of(sending)
    return sorted(ready, key=lambda key: (failures.get(key, 0), key))


def _receivers_of(messages: QuerySet[OutboxMessage]) -> set[Key]:
    keys = messages.order_by().values_list("receiver_type", "receiver_id")
    return set(keys.distinct())


def _find_receivers(keys: list[Key]) -> dict[Key, Receiver]:
    ids: dict[str, list[int]] = {}
    for receiver_type, receiver_id in keys:
        ids.setdefault(receiver_type, []).append(receiver_id)
    found = {}
    for receiver_type, numbers in ids.items():
        kind = RECEIVER_KINDS.get(receiver_type)
        if kind is None:
            logger.error("nothing sends to receivers of %s", receiver_type)
            continue
        for receiver_id, receiver in kind.find(numbers).items():
            found[receiver_type, receiver_id] = receiver
    return found


@dataclass(frozen=True)
class _Turn:
    """What one worker does for one receiver before the next receiver."""

    receiver_type: str
    receiver_id: int
    receiver: Receiver
    clock: Clock

    def take(self) -> int:
        """Send messages until one fails, none may go, or the time is up;
        return how many were sent.
        """
        key = (self.receiver_type, self.receiver_id)
        with exclusive(f"outbox:{key[0]}:{key[1]}") as is_free:
            if not is_free:
                return 0
            claimed = OutboxMessage.objects.to(*key).filter(
                state=OutboxMessage.State.SENDING,
            )
            for message in claimed.order_by("pk"):
                settle_abandoned(message, self.receiver, now=self.clock())
            return sum(self._sent_messages())

    def _sent_messages(self) -> Iterator[bool]:
        """Send messages in order; yield for each whether it was sent."""
        ends_at = time.monotonic() + TURN_SECONDS
        goes_on = True
        while goes_on and time.monotonic() < ends_at:
            now = self.clock()
            state = self._state()
            if not state.is_callable(now) or self._must_wait(state, now):
                return
            message = self._claim(now)
            if message is None:
                return
            answer = self._send(message, now)
            is_sent, goes_on = confirm(
                message,
                self.receiver,
                answer,
                now=self.clock(),
            )
            yield is_sent

    def _state(self) -> OutboxReceiver:
        row, _created = OutboxReceiver.objects.get_or_create(
            receiver_type=self.receiver_type,
            receiver_id=self.receiver_id,
        )
        return row

    def _must_wait(self, state: OutboxReceiver, now: datetime) -> bool:
        """Tell whether the limits of the receiver allow no message now; if so
        store when they will.
        """
        limits = self.receiver.limits
        if not limits:
            return False
        longest = max(window for _most, window in limits)
        since = now - longest - LONGEST_ATTEMPT - MARGIN
        attempts = OutboxAttempt.objects.filter(
            message__receiver_type=self.receiver_type,
            message__receiver_id=self.receiver_id,
            attempted_at__gt=since,
        )
        ends = []
        for begin, taken in attempts.values_list(
            "attempted_at",
            "milliseconds",
        ):
            ends.append(begin + timedelta(milliseconds=taken))
        moment = free_from(ends, limits)
        if moment is None or moment <= now:
            return False
        rows = OutboxReceiver.objects.filter(pk=state.pk, pause="")
        rows.update(next_attempt_at=moment)
        return True

    def _claim(self, now: datetime) -> OutboxMessage | None:
        """Mark the next message as being sent and return it; None if nothing
        may go.
        """
        messages = OutboxMessage.objects.to(
            self.receiver_type,
            self.receiver_id,
        )
        while True:
            message: OutboxMessage | None = messages.waiting(now).first()
            if message is None or _claim_message(message, self.receiver, now):
                return message

    def _send(self, message: OutboxMessage, now: datetime) -> Answer:
        """Return the answer; a mistake in our own code counts as one of which
        nobody knows what happened, so that it stops no other receiver.
        """
        began = time.monotonic()
        try:
            return self.receiver.send(message, now)
        except Exception:
            logger.exception("message %s was not sent", message.uid)
            taken = int(1000 * (time.monotonic() - began))
            fault = OutboxAttempt.Fault.INTERRUPTED
            return Answer(None, fault, "", taken)


@atomic_with_retry
def _claim_message(
    message: OutboxMessage, receiver: Receiver, now: datetime
) -> bool:
    """Tell whether the message still waited, may go, and is now being sent.

    What its receiver refuses is held or cancelled in the same transaction.
    """
    message.state = OutboxMessage.State.SENDING
    message.claimed_at = now
    rows = OutboxMessage.objects.filter(pk=message.pk)
    waiting = rows.filter(state=OutboxMessage.State.WAITING)
    if not waiting.update(state=message.state, claimed_at=now):
        return False
    if receiver.may_send is None:
        return True
    refusal = receiver.may_send(message, now)
    if refusal is None:
        return True
    if refusal.until is not None and refusal.until > now:
        state, settled_at = OutboxMessage.State.WAITING, None
    else:
        state, settled_at = OutboxMessage.State.CANCELLED, now
    rows.update(
        state=state,
        claimed_at=None,
        not_before=refusal.until,
        settled_at=settled_at,
    )
    return False
