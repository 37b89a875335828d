"""What a source changes of posts that are known: an older state never replaces
a newer one.
"""

from collections.abc import Mapping
from datetime import datetime

from community.models import Circle, Post, PostFeatures, ReplacedStates
from community.rules.post_fields import PostDraft
from community.rules.post_versions import (
    PostState,
    pack_replaced,
    replaces,
    unpack_replaced,
    version_of_moment,
)
from community.services.mutual_answers import pairs_of, unmark_answered_back
from community.services.post_uses import forget_uses
from community.services.thread_openers import settle_openers

# What a state of a post holds; who wrote it and when never changes.
_STATE = (
    "title",
    "text",
    "media_count",
    "reaction_count",
    "is_deleted",
    "is_paid",
)
_CHANGING = (
    *_STATE,
    "edited_at",
    "version",
    "opening_mark",
    "reply_to",
    "quoted_author",
    "circle",
)


def take_state(post: Post, draft: PostDraft, now: datetime) -> None:
    """Set the post to what its source says in this row."""
    is_edited = (post.title, post.text) != (draft.title, draft.text)
    if draft.edited_at or (is_edited and post.pk):
        post.edited_at = draft.edited_at or now
    for name in _STATE:
        setattr(post, name, getattr(draft, name))
    if draft.version is not None:
        post.version = draft.version
    elif draft.is_deleted:
        # So that an edit of before, which comes late, does not lift it.
        post.version = max(post.version or 0, version_of_moment(now))


class PostChanges:
    """Changes of known posts by rows about them; `lines` are those of rows
    that changed something.
    """

    def __init__(self, boards: Mapping[str, Circle], now: datetime) -> None:
        self._boards = boards
        self._now = now
        self._rows: list[tuple[Post, PostDraft]] = []
        self._replaced: list[ReplacedStates] = []
        self._written: list[Post] = []
        self.changed: list[Post] = []
        self.lines: set[int] = set()

    def add(self, post: Post, draft: PostDraft) -> None:
        """Take a row about a known post, of each post one."""
        self._rows.append((post, draft))

    def store(self) -> None:
        """Store what the rows change, and delete the features of deleted posts."""
        packed = self._packed_digests()
        moved_marks = set()
        for post, draft in self._rows:
            mark = post.opening
            self._change(post, draft, packed.get(post.pk, b""))
            if post.opening != mark:
                moved_marks.add((post.source_id, post.thread_key))
        Post.objects.bulk_update(self._written, _CHANGING, batch_size=500)
        ReplacedStates.objects.bulk_create(
            self._replaced,
            update_conflicts=True,
            unique_fields=["post"],
            update_fields=["digests"],
        )
        deleted = [post.pk for post in self.changed if post.is_deleted]
        gone = pairs_of(deleted)
        PostFeatures.objects.filter(post__in=deleted).delete()
        unmark_answered_back(gone)
        forget_uses(deleted)
        settle_openers(moved_marks)

    def _packed_digests(self) -> dict[int, bytes]:
        """Return the digests of replaced states, where they matter."""
        asked = []
        for post, draft in self._rows:
            if draft.digest != post.state.digest:
                asked.append(post.pk)
        if not asked:
            return {}
        rows = ReplacedStates.objects.filter(post__in=asked)
        found = rows.values_list("post_id", "digests")
        result: dict[int, bytes] = {}
        for pk, digests in found:
            result[pk] = bytes(digests)
        return result

    def _change(self, post: Post, draft: PostDraft, packed: bytes) -> None:
        before = post.state
        new = PostState(draft.version, draft.is_deleted, draft.digest)
        is_taken = replaces(new, before, unpack_replaced(packed))
        is_same = new.digest == before.digest
        if is_taken:
            take_state(post, draft, self._now)
        if is_taken and not is_same:
            digests = pack_replaced(packed, before.digest)
            self._replaced.append(ReplacedStates(post=post, digests=digests))
        is_learned = self._learn(post, draft, is_current=is_taken or is_same)
        if is_learned or (is_taken and not is_same):
            self.changed.append(post)
            self.lines.add(draft.event.line)
        if is_taken or is_learned:
            self._written.append(post)

    def _learn(
        self,
        post: Post,
        draft: PostDraft,
        *,
        is_current: bool,
    ) -> bool:
        """Set what the row says of the post's place; tell whether anything
        changed. What is not known yet is learned from an older row too.
        """
        circle = self._boards.get(draft.board)
        given = {
            "opening_mark": draft.opening,
            "reply_to": draft.reply_to or None,
            "quoted_author": draft.quoted_author or None,
            "circle_id": circle.pk if circle else None,
        }
        is_changed = False
        for name, value in given.items():
            known = getattr(post, name)
            is_open = known in (None, "")
            if value in (None, known) or not (is_current or is_open):
                continue
            setattr(post, name, value)
            is_changed = True
        return is_changed
