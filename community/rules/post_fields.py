"""What a row says of a post, read and checked."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from activity.rules.drafts import EventDraft
from common.rules.characters import is_visible
from community.rules.post_versions import state_digest, version_of_moment

CONTEXT_FIELDS = (
    "edited_at",
    "version",
    "is_opening",
    "reply_to",
    "quoted_author",
    "board",
)
POST_FIELDS = (
    "external_id",
    "member",
    "occurred_at",
    "thread",
    "title",
    "text",
    "media_count",
    "reaction_count",
    "is_deleted",
    "is_paid",
    *CONTEXT_FIELDS,
)
# What says where in a thread a post belongs.
THREAD_FIELDS = (
    "thread",
    "title",
    "is_opening",
    "reply_to",
    "quoted_author",
)
MAX_DIGITS = 6
_TRUE = frozenset({"1", "true", "yes", "y", "是", "真"})
_FALSE = frozenset({"", "0", "false", "no", "n", "否", "假"})


class PostDraft(NamedTuple):
    """A post that may be stored; `event` says who wrote it and when.

    version: greater is newer, None if the source gives none · edited_at: as
    the source says · opening: whether it opens its thread, None if the source
    does not say · thread_key: "" if only the post is known that it answers ·
    nickname: of an author who is new.
    """

    event: EventDraft
    thread_key: str
    title: str
    text: str
    media_count: int
    reaction_count: int
    is_deleted: bool
    is_paid: bool
    version: int | None
    edited_at: datetime | None
    opening: bool | None
    reply_to: str
    quoted_author: str
    board: str
    nickname: str = ""

    @property
    def digest(self) -> bytes:
        return state_digest(
            self.title,
            self.text,
            self.media_count,
            self.reaction_count,
            self.is_deleted,
            self.is_paid,
        )

    def says_the_same(self, other: "PostDraft") -> bool:
        """Tell whether two rows say the same of a post."""
        alike = self._replace(event=other.event, nickname=other.nickname)
        return alike == other


def names_thread(raw: Any, columns: Mapping[str, str]) -> bool:
    """Return whether a row, whose columns are called so, says where in a thread
    its post belongs.
    """
    if not isinstance(raw, Mapping):
        return False
    cells = map(raw.get, [columns.get(name, name) for name in THREAD_FIELDS])
    return any(cell not in (None, "") for cell in cells)


def floor_of(value: Any) -> int | None:
    """Return the number of a floor, None for what is no number. 0 is no floor:
    it says that a post does not open its thread.
    """
    text = str(value).strip()
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return int(text)
    return None


def read_flag(value: Any) -> bool | None:
    """Return yes or no, None for what is neither."""
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    return text in _TRUE if text in _TRUE | _FALSE else None


class PostContext(NamedTuple):
    """What a row says of the place of a post among others, and of its version."""

    edited_at: datetime | None = None
    version: int | None = None
    opening: bool | None = None
    reply_to: str = ""
    quoted_author: str = ""
    board: str = ""


NO_CONTEXT = PostContext()


class PostFields(NamedTuple):
    """What a row says of a post, beside its event."""

    title: str
    text: str
    thread: str
    media_count: int
    reaction_count: int
    is_deleted: bool
    is_paid: bool
    context: PostContext

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to see: no text and no media."""
        if self.is_deleted or self.media_count:
            return False
        return not is_visible(f"{self.title}{self.text}")

    def draft(self, event: EventDraft) -> PostDraft:
        context = self.context
        version = context.version
        if version is None and context.edited_at is not None:
            version = version_of_moment(context.edited_at)
        thread = self.thread.strip()
        if not thread and not context.reply_to:
            thread = event.external_id
        return PostDraft(
            event=event,
            thread_key=thread,
            title=self.title,
            text=self.text,
            media_count=self.media_count,
            reaction_count=self.reaction_count,
            is_deleted=self.is_deleted,
            is_paid=self.is_paid,
            version=version,
            edited_at=context.edited_at,
            opening=context.opening,
            reply_to=context.reply_to,
            quoted_author=context.quoted_author,
            board=context.board,
        )
