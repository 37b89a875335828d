"""Messages on their way: through a channel of the outbox, or by the hand of a
colleague; what became of them, and what members answered.
"""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from common.jobs.outbox_senders import Receiver, Refusal
from common.models import OutboxMessage
from common.rules.sending import UNKNOWN_FAULTS, UNKNOWN_STATUSES
from common.security.outgoing import Answer
from knowledge.services.uses import note_answer
from outreach.models import MemberChannel, OutreachMessage
from outreach.rules.messages import (
    APPROVED,
    CONTACT_STATES,
    FAILED,
    FOLLOWING,
    SENDING,
    SENT,
    UNCERTAIN,
    state_after_outbox,
)
from outreach.services.adapters import HAS_KEY, send_through
from outreach.services.claiming import Claim, claim_message, lock_message
from outreach.services.steps import check_step
from teamwork.models import Interaction
from teamwork.services.interactions import log_interaction


class MemberReceivers:
    """Channels to members as receivers of the outbox."""

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        """Return the open channels of these numbers, with one query."""
        found = {}
        rows = MemberChannel.objects.filter(pk__in=receiver_ids, is_open=True)
        for channel in rows:
            found[channel.pk] = Receiver(
                send=partial(_send, channel),
                has_key=HAS_KEY[channel.way],
                may_send=may_send,
                name=channel.name,
                url=channel.get_absolute_url(),
            )
        return found


def may_send(message: OutboxMessage, now: datetime) -> Refusal | None:
    """Ask the gate in the transaction of the outbox's claim."""
    row = OutreachMessage.objects.filter(outbox_uid=message.uid).first()
    if row is None:
        return Refusal(None)
    try:
        claim = claim_message(
            message_id=row.pk,
            now=now,
            states=(APPROVED, SENDING, UNCERTAIN),
        )
    except Conflict:
        return Refusal(None)
    if claim.may_go:
        return None
    if _may_have_arrived(message):
        _mark(claim.message, UNCERTAIN)
    return Refusal(claim.allowed_at if claim.is_held else None)


def _may_have_arrived(message: OutboxMessage) -> bool:
    """Tell whether an attempt before had an answer that says nothing."""
    unknown = Q(fault__in=UNKNOWN_FAULTS) | Q(status__in=UNKNOWN_STATUSES)
    return message.attempts.filter(unknown).exists()


def _send(
    channel: MemberChannel,
    message: OutboxMessage,
    now: datetime,
) -> Answer:
    number = json.loads(message.body)["message"]
    rows = OutreachMessage.objects.select_related("member")
    row: OutreachMessage = rows.get(pk=number)
    return send_through(channel, row, message.uid, now)


def follow_outbox(*, now: datetime) -> int:
    """Give messages the state that follows from their outbox message; return
    how many changed.
    """
    by_uid = dict(
        OutreachMessage.objects.following().values_list("outbox_uid", "pk"),
    )
    outbox = OutboxMessage.objects.filter(uid__in=by_uid)
    changed = 0
    for message in outbox.exclude(state=OutboxMessage.State.WAITING):
        changed += _follow(by_uid[message.uid], message, now)
    return changed


@atomic_with_retry
def _follow(message_id: int, message: OutboxMessage, now: datetime) -> bool:
    row = lock_message(message_id)
    if row.state not in FOLLOWING or row.outbox_uid != message.uid:
        return False
    state = state_after_outbox(
        row.state,
        message.state,
        may_have_arrived=_may_have_arrived(message),
    )
    if row.state == state:
        return False
    if state == SENT:
        row.sent_at = now
    if state in CONTACT_STATES:
        row.claimed_at = row.claimed_at or message.claimed_at or now
    _mark(row, state)
    return True


def _mark(row: OutreachMessage, state: str) -> None:
    row.state = state
    row.save()


def take_by_hand(*, message_id: int, now: datetime, user: Any) -> Claim:
    """Claim a message that the colleague sends themselves; return what the
    gate decided. From then on it counts as a contact.

    Errors: Conflict if it goes through a channel, or somebody else has it.
    """
    row = OutreachMessage.objects.get(pk=message_id)
    if row.channel_id is not None:
        text = _("This message goes through a channel, not by hand.")
        raise Conflict("not_by_hand", text)
    return claim_message(message_id=message_id, now=now, user=user)


@atomic_with_retry
def mark_sent(*, message_id: int, now: datetime, user: Any) -> OutreachMessage:
    """Record that a message has arrived, and return it. Errors: Conflict."""
    row = lock_message(message_id)
    check_step(row, "sent")
    row.sender = row.sender or user
    row.sent_at = now
    _settle_outbox(row, OutboxMessage.State.SENT, user, now)
    _mark(row, SENT)
    return row


@atomic_with_retry
def mark_not_sent(
    *,
    message_id: int,
    now: datetime,
    user: Any,
) -> OutreachMessage:
    """Record that a message has not arrived: it is approved and can be sent
    again, or has failed if it went through a channel; return it. It counts as
    no contact any more.

    Errors: Conflict if it is not under way.
    """
    row = lock_message(message_id)
    check_step(row, "not_sent")
    _settle_outbox(row, OutboxMessage.State.CANCELLED, user, now)
    row.claimed_at = None
    use = row.script_use
    row.script_use = None
    _mark(row, APPROVED if row.channel_id is None else FAILED)
    if use is not None:
        use.delete()
    return row


def _settle_outbox(
    row: OutreachMessage,
    state: str,
    user: Any,
    now: datetime,
) -> None:
    """Let the outbox know what a colleague found out."""
    if not row.outbox_uid:
        return
    rows = OutboxMessage.objects.filter(uid=row.outbox_uid)
    if rows.filter(state=OutboxMessage.State.SENDING).exists():
        text = _("It is being sent at this moment. Look at it again later.")
        raise Conflict("being_sent", text)
    rows.update(state=state, settled_at=now, settled_by=user)


@atomic_with_retry
def log_answer(
    *,
    message_id: int,
    key: UUID,
    summary: str,
    mood: int,
    now: datetime,
    user: Any,
) -> Interaction:
    """Log what the member answered as an interaction, and return it.

    Errors: Conflict if there is an answer already, or nothing was sent.
    """
    row = lock_message(message_id)
    if row.answer_id is not None and row.answer is not None:
        if row.answer.key == key:
            return row.answer
        text = _("An answer to this message was logged already.")
        raise Conflict("answered_already", text)
    check_step(row, "answer")
    interaction, _is_new = log_interaction(
        key=key,
        member=row.member,
        now=now,
        user=user,
        summary=summary,
        mood=mood,
        channel=_talk_channel(row.way),
        happened_at=None,
    )
    row.answer = interaction
    row.answered_at = now
    if row.state != SENT:
        row.state = SENT
        row.sent_at = now
        _settle_outbox(row, OutboxMessage.State.SENT, user, now)
    row.save()
    if row.script_use_id is not None:
        note_answer(use_id=row.script_use_id, now=now, user=user)
    return interaction


def _talk_channel(way: str) -> str:
    """Return how the interaction log calls the way of a message."""
    known = {
        "wecom": Interaction.Channel.WECOM,
        "push": Interaction.Channel.APP,
        "sms": Interaction.Channel.SMS,
    }
    return str(known.get(way, Interaction.Channel.OTHER))
