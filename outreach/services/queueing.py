"""Give approved messages to the outbox, and take them back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.errors import Conflict
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from outreach.models import OutreachMessage
from outreach.rules.messages import RECEIVER_TYPE
from outreach.selectors.policies import present_clock

KIND = "member.message"


def queue_message(row: OutreachMessage, *, now: datetime) -> str:
    """Let the outbox send a message as soon as the hours allow it; return the
    key under which it goes. Only its number is stored there, not its text.
    """
    clock = present_clock()
    outgoing = Outgoing(
        receiver_type=RECEIVER_TYPE,
        receiver_id=row.channel_id or 0,
        kind=KIND,
        body={"message": row.pk},
        not_before=clock.next_lawful(now),
        title=_("Message to a member"),
    )
    return enqueue([outgoing], now=now)[0].uid


def withdraw_from_queue(
    row: OutreachMessage,
    *,
    user: Any,
    now: datetime,
) -> None:
    """Let the outbox not send a message.

    Errors: Conflict if it is being sent at this moment.
    """
    if not row.outbox_uid:
        return
    rows = OutboxMessage.objects.filter(uid=row.outbox_uid)
    states = OutboxMessage.State
    if rows.filter(state=states.SENDING).exists():
        text = _("It is being sent at this moment. Look at it again later.")
        raise Conflict("being_sent", text)
    waiting = rows.filter(state__in=(states.WAITING, states.FAILED))
    waiting.update(
        state=states.CANCELLED,
        settled_at=now,
        settled_by=user,
    )
