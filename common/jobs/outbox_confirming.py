"""What is stored after an attempt to send a message: the attempt, the state of
the message, and when its receiver is called again.
"""

from datetime import datetime, timedelta
from typing import Any

from common.db.transactions import atomic_with_retry
from common.jobs.outbox_senders import Receiver
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from common.rules.retries import next_attempt
from common.rules.sending import Outcome, outcome_of
from common.security.outgoing import Answer

ANSWER_LENGTH = 200
LONGEST_COUNTED = timedelta(days=1)
STATES = {
    Outcome.SENT: OutboxMessage.State.SENT,
    Outcome.REJECTED: OutboxMessage.State.FAILED,
    Outcome.UNCERTAIN: OutboxMessage.State.UNCERTAIN,
    Outcome.RETRY: OutboxMessage.State.WAITING,
    Outcome.GONE: OutboxMessage.State.WAITING,
}
OPEN = (OutboxMessage.State.WAITING, OutboxMessage.State.SENDING)


@atomic_with_retry
def confirm(
    message: OutboxMessage,
    receiver: Receiver,
    answer: Answer,
    *,
    now: datetime,
) -> tuple[bool, bool]:
    """Store the attempt and its consequences; return whether the message was
    sent, and whether the next one may go at once.
    """
    outcome = outcome_of(
        answer.status,
        answer.fault,
        has_key=receiver.has_key,
    )
    is_sent = outcome is Outcome.SENT
    fault = "" if is_sent else answer.fault or OutboxAttempt.Fault.REFUSED
    OutboxAttempt.objects.create(
        message=message,
        attempted_at=message.claimed_at or now,
        status=answer.status,
        fault=fault,
        answer=answer.text[:ANSWER_LENGTH],
        milliseconds=answer.milliseconds,
    )
    _settle(message, STATES[outcome], now)
    if outcome in (Outcome.SENT, Outcome.REJECTED):
        _count_success(message)
        return is_sent, True
    is_gone = outcome is Outcome.GONE
    _plan_next_attempt(message, answer, is_gone=is_gone, now=now)
    return False, False


def _settle(message: OutboxMessage, state: str, now: datetime) -> None:
    """Give the message its state, unless somebody else did since it was
    claimed.

    A worker that lost its lock and its answer came late may still say that a
    message thought uncertain was sent.
    """
    mine = OutboxMessage.objects.filter(
        pk=message.pk,
        claimed_at=message.claimed_at,
    )
    replaced = [OutboxMessage.State.SENDING]
    if state == OutboxMessage.State.SENT:
        replaced.append(OutboxMessage.State.UNCERTAIN)
        replaced.append(OutboxMessage.State.WAITING)
    settled_at = None if state in OPEN else now
    mine.filter(state__in=replaced).update(state=state, settled_at=settled_at)


def _count_success(message: OutboxMessage) -> None:
    failed = OutboxReceiver.objects.to(
        message.receiver_type,
        message.receiver_id,
    )
    failed.exclude(failures=0, next_attempt_at=None).update(
        failures=0,
        next_attempt_at=None,
    )


def _plan_next_attempt(
    message: OutboxMessage,
    answer: Answer,
    *,
    is_gone: bool,
    now: datetime,
) -> None:
    """Wait longer after each failure; pause when it is time to stop."""
    rows = OutboxReceiver.objects.to(
        message.receiver_type,
        message.receiver_id,
    )
    unpaused = rows.filter(pause="").select_for_update().first()
    if unpaused is None:
        return
    failures = unpaused.failures + 1
    moment = next_attempt(
        failures,
        now=now,
        retry_after=answer.retry_after,
    )
    changes: dict[str, Any] = {"failures": failures, "next_attempt_at": moment}
    if is_gone:
        changes["pause"] = OutboxReceiver.Pause.GONE
        changes["next_attempt_at"] = None
    elif moment is None:
        changes["pause"] = OutboxReceiver.Pause.FAILING
    OutboxReceiver.objects.filter(pk=unpaused.pk).update(**changes)


@atomic_with_retry
def settle_abandoned(
    message: OutboxMessage,
    receiver: Receiver,
    *,
    now: datetime,
) -> None:
    """Let a message whose worker died go again, or leave it uncertain if its
    receiver would not notice that it comes twice.

    The attempt that was interrupted counts for the limits of the receiver.
    """
    begin = message.claimed_at or now
    taken = min(max(now - begin, timedelta()), LONGEST_COUNTED)
    OutboxAttempt.objects.create(
        message=message,
        attempted_at=begin,
        fault=OutboxAttempt.Fault.INTERRUPTED,
        milliseconds=int(taken / timedelta(milliseconds=1)),
    )
    state = (
        OutboxMessage.State.WAITING
        if receiver.has_key
        else OutboxMessage.State.UNCERTAIN
    )
    _settle(message, state, now)
