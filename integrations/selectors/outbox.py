"""Receivers of messages by name, for the pages of the outbox."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    DateTimeField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)

from common.jobs.outbox_senders import RECEIVER_KINDS, Receiver
from common.models import OutboxAttempt, OutboxMessage, OutboxReceiver
from integrations.labels import RECEIVER_LABELS

Key = tuple[str, int]
Annotate = Callable[[QuerySet[Any]], QuerySet[Any]]
_readers: list[Annotate] = []


class ReceiverName(NamedTuple):
    """What a receiver is called, where its page is, and whether it still exists."""

    name: str
    url: str
    exists: bool


def messages_with_fault() -> QuerySet[OutboxMessage]:
    """Return all messages, each with the fault of its last attempt."""
    attempts = OutboxAttempt.objects.filter(message=OuterRef("pk"))
    last = attempts.order_by("-pk").values("fault")[:1]
    return OutboxMessage.objects.defer("body").annotate(fault=Subquery(last))


def add_reading(annotate: Annotate) -> None:
    """Let an upper app say who has opened messages: it annotates rows with
    `read_at` and `read_by`, None and "" for those that nobody opened.
    """
    _readers[:] = [annotate]


def with_reading(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate messages with `read_at` and `read_by`: when a person opened or
    confirmed first what a message is about, and who.
    """
    for annotate in _readers:
        return annotate(rows)
    nobody: Any = {
        "read_at": Value(None, DateTimeField()),
        "read_by": Value("", CharField()),
    }
    unread: QuerySet[Any] = rows.annotate(**nobody)
    return unread


def receiver_names(keys: Iterable[Key]) -> dict[Key, ReceiverName]:
    """Return the names of receivers; one that was deleted is called by its
    number.
    """
    ids: dict[str, set[int]] = {}
    for receiver_type, receiver_id in keys:
        ids.setdefault(receiver_type, set()).add(receiver_id)
    names = {}
    for receiver_type, numbers in ids.items():
        kind = RECEIVER_KINDS.get(receiver_type)
        known = kind.find(numbers) if kind else {}
        for number in numbers:
            name = _name_of(receiver_type, number, known.get(number))
            names[receiver_type, number] = name
    return names


def _name_of(
    receiver_type: str,
    receiver_id: int,
    receiver: Receiver | None,
) -> ReceiverName:
    label = RECEIVER_LABELS.get(receiver_type, receiver_type)
    number = f"{label} {receiver_id}"
    if receiver is None:
        return ReceiverName(number, "", exists=False)
    return ReceiverName(receiver.name or number, receiver.url, exists=True)


def receiver_choices() -> list[tuple[str, str]]:
    """Return every receiver that was called, as value and name of a filter."""
    rows = OutboxReceiver.objects.values_list("receiver_type", "receiver_id")
    choices = []
    for (receiver_type, number), one in receiver_names(rows).items():
        choices.append((f"{receiver_type}:{number}", one.name))
    return sorted(choices, key=lambda choice: choice[1])
