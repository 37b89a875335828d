"""The outbox: messages to other systems are rows, written in the transaction
of their cause and sent afterwards.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.text import Truncator

from common.models import OutboxMessage
from common.models.outbox import TITLE_LENGTH
from common.rules.personal_numbers import (
    KEYS,
    mask_personal,
    mask_structure,
)

# Addresses of colleagues, which may look like phones of members.
RECIPIENTS = frozenset({"recipients"})


class Outgoing(NamedTuple):
    """A message before it is stored; see OutboxMessage.

    title: what it is about, in words; that of the body if it has one.
    """

    receiver_type: str
    receiver_id: int
    kind: str
    body: dict[str, Any]
    not_before: datetime | None = None
    title: str = ""


def shortened(title: str) -> str:
    """Return a title that fits into its column."""
    return Truncator(title).chars(TITLE_LENGTH)


def enqueue(
    outgoing: Sequence[Outgoing],
    *,
    now: datetime,
) -> list[OutboxMessage]:
    """Store messages to be sent, in this order, and return them. Numbers of
    people in their texts are masked, addresses of recipients are not.

    Runs in the transaction of their cause.
    """
    rows = []
    for one in outgoing:
        body = mask_structure(one.body, left=KEYS | RECIPIENTS)
        title = mask_personal(one.title) or str(body.get("title", ""))
        row = OutboxMessage(
            receiver_type=one.receiver_type,
            receiver_id=one.receiver_id,
            uid=f"msg_{secrets.token_hex(16)}",
            kind=one.kind,
            title=shortened(title),
            body=json.dumps(body, ensure_ascii=False),
            created_at=now,
            not_before=one.not_before,
        )
        rows.append(row)
    return OutboxMessage.objects.bulk_create(rows, batch_size=500)
