"""The messages of a group chat without threads are given the conversation to
which they belong as their thread.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from activity.models import EventSource
from community.models import Circle, Post
from community.rules.conversations import (
    WINDOW,
    Message,
    conversation_keys,
)
from community.rules.post_fields import PostDraft
from community.rules.questions import read_tone
from community.rules.text import normalise, terms
from community.rules.topics import names_in
from members.models import Member

NEWEST = 200
MAX_EARLIER = 2000


def may_be_chat(source: EventSource) -> bool:
    """Return whether nothing that the source sent lately has a title or names
    what it answers.
    """
    newest = Post.objects.filter(source=source).order_by("-posted_at")
    rows = newest.values_list("title", "reply_to", "opening_mark")[:NEWEST]
    return not any(
        title or reply_to or mark is not None for title, reply_to, mark in rows
    )


def chat_threads(
    *,
    source: EventSource,
    drafts: Mapping[str, PostDraft],
    known: Iterable[str],
    authors: Mapping[str, int],
    boards: Mapping[str, Circle],
    thread_keys: Mapping[str, str],
) -> dict[str, str]:
    """Return the conversation of each new message, by its external id. Those
    that name a thread or what they answer stay in theirs, of `thread_keys`.
    """
    fresh = {}
    stored = set(known)
    for external_id, draft in drafts.items():
        if external_id not in stored and draft.event.member in authors:
            fresh[external_id] = draft
    if not fresh:
        return {}
    named = {}
    for external_id, draft in fresh.items():
        if _names_its_thread(draft):
            named[external_id] = thread_keys[external_id]
    keys = conversation_keys(_messages(source, fresh, authors, boards, named))
    return {external_id: keys[external_id] for external_id in fresh} | named


def _names_its_thread(draft: PostDraft) -> bool:
    """Return whether a row says where in a thread its post belongs."""
    is_named = draft.thread_key != draft.event.external_id
    says = draft.title or draft.reply_to
    return bool(is_named or says or draft.opening is not None)


def _messages(
    source: EventSource,
    fresh: Mapping[str, PostDraft],
    authors: Mapping[str, int],
    boards: Mapping[str, Circle],
    named: Mapping[str, str],
) -> list[Message]:
    """Return the new messages, and those stored shortly before and among them."""
    earlier = _earlier_posts(source, fresh)
    ids = {authors[draft.event.member] for draft in fresh.values()}
    ids.update(post.author_id for post in earlier)
    names = names_of(ids)
    messages = []
    for post in earlier:
        messages.append(message_of(post, names, post.thread_key))
    for external_id, draft in fresh.items():
        circle = boards.get(draft.board)
        messages.append(
            _message(
                external_id,
                authors[draft.event.member],
                draft.event.occurred_at,
                circle.pk if circle else 0,
                draft.text,
                draft.quoted_author,
                names,
                named.get(external_id, ""),
            ),
        )
    return messages


def names_of(authors: Iterable[int]) -> dict[str, int]:
    """Return the members of these ids by nickname."""
    members = Member.objects.filter(pk__in=set(authors)).order_by("pk")
    return dict(members.values_list("nickname", "pk"))


def message_of(post: Post, names: Mapping[str, int], key: str) -> Message:
    """Return a stored post as a message, in a conversation if it has a key."""
    return _message(
        post.external_id,
        post.author_id,
        post.posted_at,
        post.circle_id or 0,
        post.text,
        post.quoted_author,
        names,
        key,
    )


def _earlier_posts(
    source: EventSource,
    fresh: Mapping[str, PostDraft],
) -> list[Post]:
    moments = []
    for draft in fresh.values():
        moments.append(draft.event.occurred_at)
    found = Post.objects.filter(
        source=source,
        posted_at__gte=min(moments) - WINDOW,
        posted_at__lte=max(moments),
    )
    return list(found.order_by("-posted_at", "-pk")[:MAX_EARLIER])


def _message(
    external_id: str,
    author: int,
    posted_at: datetime,
    room: int,
    text: str,
    quoted: str,
    names: Mapping[str, int],
    key: str,
) -> Message:
    """Return a message with what its text says."""
    normal = normalise(text)
    tone = read_tone(normal)
    called: set[int] = set()
    if "@" in text:
        for name in names_in(text, names):
            called.add(names[name])
    if quoted in names:
        called.add(names[quoted])
    return Message(
        external_id=external_id,
        author=author,
        posted_at=posted_at,
        room=room,
        called=frozenset(called),
        words=frozenset(terms(normal)),
        is_question=tone.is_question,
        is_thanks=tone.is_thanks,
        key=key,
    )
