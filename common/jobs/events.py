"""Events for notifications and webhooks, written in the transaction of their
cause.

A lower app says what happened; who is notified is decided later and above
(notifications/).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models, transaction

from common.models import DomainEvent


class NewDomainEvent(NamedTuple):
    """One thing that happened, before it is stored; see DomainEvent."""

    kind: str
    key: str
    subject: models.Model
    data: dict[str, Any]


def publish(happenings: Iterable[NewDomainEvent], *, now: datetime) -> None:
    """Store what happened, each key once.

    Errors: TransactionManagementError outside of a transaction.
    """
    rows = []
    for one in happenings:
        row = DomainEvent(
            kind=one.kind,
            key=one.key,
            subject_type=one.subject._meta.label_lower,
            subject_id=one.subject.pk,
            data=one.data,
            occurred_at=now,
        )
        rows.append(row)
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "publish() runs in the transaction of the cause",
        )
    DomainEvent.objects.bulk_create(rows, ignore_conflicts=True)
