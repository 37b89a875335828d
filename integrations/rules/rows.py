"""What a platform's payload means in ours: rows of members, circles, posts,
reactions and events, as the imports take them.

Keys of rows: those of activity/rules/drafts.py and community/rules/. Besides,
`if_known` leaves out a row of a member whom nobody knows (an anonymous
visitor), `if_new` a reaction that is stored already (its moment is not known
to the platform), and `if_untold` a post of which another one of the author,
thread and second is stored already (its id is not known to the file).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from integrations.rules.cleaning import clean, clean_names

Row = dict[str, Any]
FAULTS_KEPT = 100
# In the order in which they are stored.
ROW_LISTS = (
    "members",
    "circles",
    "posts",
    "deleted_posts",
    "reactions",
    "likers",
    "events",
)


class MappingFault(NamedTuple):
    """What cannot be read in a payload: a code, where it is, and its value."""

    code: str
    where: str
    value: str


@dataclass
class MappedRows:
    """Rows of ours; `deleted_posts` are ids of posts that are gone, `likers`
    whole lists of who likes a post, `ignored` counts by reason what is left out
    on purpose.
    """

    members: list[Row] = field(default_factory=list)
    circles: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    deleted_posts: list[str] = field(default_factory=list)
    reactions: list[Row] = field(default_factory=list)
    likers: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    faults: list[MappingFault] = field(default_factory=list)

    def add(self, other: "MappedRows") -> None:
        """Append all that another result holds."""
        self.members += other.members
        self.circles += other.circles
        self.posts += other.posts
        self.deleted_posts += other.deleted_posts
        self.reactions += other.reactions
        self.likers += other.likers
        self.events += other.events
        self.ignored += other.ignored
        self.faults += other.faults

    def refuse(self, code: str, where: str, value: Any) -> None:
        """Note what cannot be read."""
        shown = clean(str(value)[:200])
        self.faults.append(MappingFault(code, clean(where), shown))

    def clean(self) -> None:
        """Replace in all rows what a database refuses."""
        self.members = list(map(clean_names, self.members))
        self.circles = list(map(clean_names, self.circles))
        self.posts = list(map(clean_names, self.posts))
        self.deleted_posts = list(map(clean, self.deleted_posts))
        self.reactions = list(map(clean_names, self.reactions))
        self.likers = list(map(clean_names, self.likers))
        self.events = list(map(clean_names, self.events))

    @property
    def count(self) -> int:
        """Return how many rows there are to store."""
        return sum(len(getattr(self, name)) for name in ROW_LISTS)

    def halves(self) -> "tuple[MappedRows, MappedRows]":
        """Return the first and the second half of the rows to store; what is
        ignored or refused goes with neither.
        """
        first = MappedRows()
        second = MappedRows()
        room = self.count // 2
        for name in ROW_LISTS:
            rows = getattr(self, name)
            setattr(first, name, rows[:room])
            setattr(second, name, rows[room:])
            room -= min(room, len(rows))
        return first, second


class PullStep(NamedTuple):
    """A part of a pull: its rows, and where to go on once they are stored.

    `cursors` replaces the cursors of these names.
    """

    rows: MappedRows
    cursors: Mapping[str, Any]


class PullFault(Exception):
    """The platform did not answer as it should; the pull goes on later from
    its cursor. `retry_after`: not before so many seconds, if it says so.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = clean(detail[:300])
        self.retry_after = retry_after


def text_of(value: Any) -> str:
    """Return a payload's value as text, "" for none."""
    if value is None:
        return ""
    return str(value)


def first_of(values: Mapping[str, Any], *names: str) -> Any:
    """Return the first of these values that is not empty, else ""."""
    for name in names:
        value = values.get(name)
        if value not in (None, ""):
            return value
    return ""
