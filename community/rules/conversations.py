"""Which messages of a group chat without threads belong together
(docs/adr/0023-conversations-of-chats.md).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

# A message joins a conversation that began at most so long before it.
WINDOW = timedelta(hours=2)
ANSWER_TIME = timedelta(minutes=30)
MAX_OPEN = 50


class Message(NamedTuple):
    """A message of a chat.

    room: messages of different rooms never meet · called: nicknames or ids of
    authors that it calls by @ · words: what it is about · key: the conversation
    that it was given before, "" for a new message.
    """

    external_id: str
    author: int
    posted_at: datetime
    room: int
    called: frozenset[int]
    words: frozenset[str]
    is_question: bool
    is_thanks: bool
    key: str


class _Conversation:
    def __init__(self, opener: Message, key: str) -> None:
        self.opener = opener
        self.key = key
        self.words = set(opener.words)
        self.authors = {opener.author}
        self.is_answered = False

    def add(self, message: Message) -> None:
        self.words |= message.words
        self.authors.add(message.author)
        if message.author != self.opener.author:
            self.is_answered = True


def conversation_keys(messages: Iterable[Message]) -> dict[str, str]:
    """Return the conversation of each message, by its id: the id of the message
    that began it.

    A message that has a key keeps it. What a new one joins depends on the
    messages of the WINDOW before it only, so that batches of any size give the
    same. One that comes late may join an earlier conversation, but moves none.
    """
    found: dict[str, str] = {}
    open_by_room: dict[int, list[_Conversation]] = {}
    for message in sorted(
        messages,
        key=lambda one: (one.posted_at, one.external_id),
    ):
        known = _still_open(open_by_room.get(message.room, []), message)
        key = message.key
        joined = _with_key(known, key) if key else _joined_by(message, known)
        if joined is not None:
            joined.add(message)
            key = joined.key
        elif not key or key == message.external_id:
            key = message.external_id
            known.append(_Conversation(message, key))
        found[message.external_id] = key
        open_by_room[message.room] = known
    return found


def _still_open(
    conversations: list[_Conversation],
    message: Message,
) -> list[_Conversation]:
    since = message.posted_at - WINDOW
    recent = []
    for one in conversations:
        if one.opener.posted_at >= since:
            recent.append(one)
    return recent[-MAX_OPEN:]


def _with_key(
    conversations: list[_Conversation],
    key: str,
) -> _Conversation | None:
    return next((one for one in conversations if one.key == key), None)


def _joined_by(
    message: Message,
    conversations: list[_Conversation],
) -> _Conversation | None:
    """Return the conversation that a new message joins: the latest with
    somebody whom it calls; for the thanks of an asker their own; for what is
    no question the waiting question of another that shares most words with it.
    """
    earlier = []
    for one in reversed(conversations):
        if one.opener.posted_at < message.posted_at:
            earlier.append(one)
    for one in earlier:
        if message.called & one.authors:
            return one
    if message.is_question and not message.is_thanks:
        return None
    asked = [one for one in earlier if one.opener.is_question]
    for one in asked:
        if message.author == one.opener.author:
            return one if message.is_thanks or not one.is_answered else None
    return _most_alike(message, asked)


def _most_alike(
    message: Message,
    asked: list[_Conversation],
) -> _Conversation | None:
    """Return the question, of these by time from the latest, that shares most
    words with a message soon after it. Without a word in common only the first
    answer is taken by its time.
    """
    best: _Conversation | None = None
    most = -1
    for one in asked:
        is_late = message.posted_at - one.opener.posted_at > ANSWER_TIME
        shared = len(one.words & message.words)
        if is_late or (one.is_answered and not shared):
            continue
        if shared > most:
            best = one
            most = shared
    return best
