"""Posts are stored once, and changed as their source says: an older state never
replaces a newer one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from activity.models import EventSource
from activity.rules.calendar import day_starts_at
from common.calendar import business_date, business_zone
from common.db.committed_ids import hold_back_readers
from common.db.transactions import atomic_with_retry
from community.models import Circle, Post
from community.rules.history import is_history
from community.rules.post_fields import PostDraft
from community.services.chat_threads import chat_threads
from community.services.circles import find_or_make_boards, join_boards
from community.services.post_changes import PostChanges, take_state
from community.services.thread_openers import Thread, open_threads
from members.selectors.identities import known_members, moved_identities
from members.services.directory import named_drafts, register_members


@dataclass
class StoredPosts:
    """What became of posts.

    changed_lines: of rows that changed a known post · changed_threads: threads
    to read again · opening: the external id of the post that opens a thread ·
    places: how the opening post of each thread is known, None if there is none ·
    historic: how many of the new posts are history.
    """

    created_members: int = 0
    historic: int = 0
    changed_lines: set[int] = field(default_factory=set)
    changed_threads: set[Thread] = field(default_factory=set)
    opening: dict[Thread, str] = field(default_factory=dict)
    places: dict[Thread, int | None] = field(default_factory=dict)


@atomic_with_retry
def store_posts(
    *,
    source: EventSource,
    drafts: Mapping[str, PostDraft],
    now: datetime,
    is_chat: bool = False,
) -> StoredPosts:
    """Store these posts by external id; of a chat, in their conversations.

    Two imports of one source, which may hold the same posts, are stored one
    after the other.
    """
    EventSource.objects.select_for_update(no_key=True).get(pk=source.pk)
    hold_back_readers(Post)
    known = _known_posts(source, drafts)
    authors, created = _find_or_register_authors(source, drafts, known, now)
    boards = find_or_make_boards(
        draft.board for draft in drafts.values() if draft.board
    )
    thread_keys = _thread_keys(source, drafts)
    if is_chat:
        thread_keys |= chat_threads(
            source=source,
            drafts=drafts,
            known=known,
            authors=authors,
            boards=boards,
            thread_keys=thread_keys,
        )
    fresh = _new_posts(
        source,
        drafts,
        known,
        authors,
        boards,
        thread_keys,
        now,
    )
    done = StoredPosts(created, sum(post.is_history for post in fresh))
    threads = {_thread(post) for post in (*fresh, *known.values())}
    opened = open_threads(fresh, threads)
    Post.objects.bulk_create(fresh)
    changes = PostChanges(boards, now)
    _add_changes(changes, known, drafts, authors)
    changes.store()
    done.changed_lines = changes.lines
    done.changed_threads = {_thread(post) for post in changes.changed}
    _join_circles([*fresh, *changes.changed])
    done.opening = opened.openers
    done.places = {thread: opened.places.get(thread) for thread in threads}
    return done


def _add_changes(
    changes: PostChanges,
    known: Mapping[str, Post],
    drafts: Mapping[str, PostDraft],
    authors: dict[str, int],
) -> None:
    for external_id, post in known.items():
        draft = drafts[external_id]
        if _is_of(post, draft, authors):
            changes.add(post, draft)


def _known_posts(
    source: EventSource,
    drafts: Mapping[str, PostDraft],
) -> dict[str, Post]:
    """Return the stored posts of these ids, locked, by their ids."""
    stored = Post.objects.select_for_update(of=("self",)).filter(
        source=source,
        external_id__in=list(drafts),
    )
    known = {}
    for post in stored.order_by("pk"):
        known[post.external_id] = post
    return known


def _thread(post: Post) -> Thread:
    return post.source_id, post.thread_key


def _find_or_register_authors(
    source: EventSource,
    drafts: Mapping[str, PostDraft],
    posts: Mapping[str, Post],
    now: datetime,
) -> tuple[dict[str, int], int]:
    """Return the ids of members by external id, and how many were created.

    A row under the id of a known post is about that post or refused: it makes
    no member.
    """
    names = set()
    for draft in drafts.values():
        names.add(draft.event.member)
    known = known_members(platform=source.member_platform, external_ids=names)
    if source.unknown_members == EventSource.UnknownMembers.REFUSE:
        return known, 0
    new: dict[str, str] = {}
    for external_id, draft in drafts.items():
        member = draft.event.member
        if external_id not in posts and member not in known:
            new[member] = new.get(member) or draft.nickname
    made = register_members(
        drafts=named_drafts(new),
        platform=source.member_platform,
        now=now,
    )
    return {**known, **made}, len(new)


def _new_posts(
    source: EventSource,
    drafts: Mapping[str, PostDraft],
    known: Mapping[str, Post],
    authors: Mapping[str, int],
    boards: Mapping[str, Circle],
    thread_keys: Mapping[str, str],
    now: datetime,
) -> list[Post]:
    """Return the posts that are not known yet, not stored."""
    moved = moved_identities(
        platform=source.member_platform,
        external_ids=authors,
    )
    until = _end_of_history(source)
    fresh = []
    for external_id, draft in drafts.items():
        author_id = authors.get(draft.event.member)
        if external_id in known or author_id is None:
            continue
        post = Post(
            source=source,
            moved_identity_id=moved.get(draft.event.member),
            external_id=external_id,
            thread_key=thread_keys[external_id],
            author_id=author_id,
            posted_at=draft.event.occurred_at,
            opening_mark=draft.opening,
            reply_to=draft.reply_to,
            quoted_author=draft.quoted_author,
            circle=boards.get(draft.board),
            is_history=is_history(draft.event.occurred_at, now, until),
        )
        take_state(post, draft, now)
        fresh.append(post)
    return fresh


def _end_of_history(source: EventSource) -> datetime | None:
    """Return the moment at which the declared history of a source ends."""
    if source.history_until is None:
        return None
    return day_starts_at(source.history_until, business_zone())


def _thread_keys(
    source: EventSource,
    drafts: Mapping[str, PostDraft],
) -> dict[str, str]:
    """Return the thread of each draft; one that only names the post that it
    answers belongs to the thread of that post.
    """
    parents = set()
    for draft in drafts.values():
        if not draft.thread_key:
            parents.add(draft.reply_to)
    known: dict[str, str] = {}
    if parents:
        found = Post.objects.filter(source=source, external_id__in=parents)
        known.update(found.values_list("external_id", "thread_key"))
    keys = {}
    for key, draft in drafts.items():
        keys[key] = _thread_key(draft, drafts, known)
    return keys


def _thread_key(
    draft: PostDraft,
    drafts: Mapping[str, PostDraft],
    known: Mapping[str, str],
) -> str:
    passed = set()
    while not draft.thread_key:
        parent = draft.reply_to
        if parent in known:
            return known[parent]
        if parent not in drafts or parent in passed:
            return parent
        passed.add(parent)
        draft = drafts[parent]
    return draft.thread_key


def _is_of(post: Post, draft: PostDraft, authors: dict[str, int]) -> bool:
    """Return whether a row is about this very post: an id used again for another
    post changes nothing.
    """
    has_author = authors.get(draft.event.member) == post.author_id
    return has_author and draft.event.occurred_at == post.posted_at


def _join_circles(posts: Iterable[Post]) -> None:
    """Make the authors of these posts belong to the circles of the posts."""
    first_days: dict[tuple[int, int], date] = {}
    for post in posts:
        if post.circle_id is None:
            continue
        pair = (post.circle_id, post.author_id)
        day = business_date(post.posted_at)
        first_days[pair] = min(day, first_days.get(pair, day))
    join_boards(first_days)
