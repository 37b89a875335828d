"""The archive that a member downloads of themselves: their posts, likes and
days of visit. It holds details of nobody else.

Its posts have no id of Discourse, only topic and number; `if_untold` leaves out
those that another way has brought.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from integrations.rules.files import (
    CHUNK_ROWS,
    FilePart,
    UnreadableFile,
    csv_rows,
    json_values,
)
from integrations.rules.moments import from_rails
from integrations.rules.rows import MappedRows, text_of
from integrations.rules.text import from_markdown

POSTS, LIKES, VISITS = "user_archive.csv", "likes.csv", "visits.csv"
PREFERENCES = "preferences.json"
# “Is a private message”, in the language of the member.
NO = frozenset({"", "no", "false", "0", "否", "不是"})
_PLACE = re.compile(r"/t/(?:[^/]+/)?(\d+)/(\d+)/?$")


def is_archive(parts: Sequence[FilePart]) -> bool:
    """Tell whether these files are the archive of a member."""
    return POSTS in map(_plain_name, parts)


def _plain_name(part: FilePart) -> str:
    return part.name.rpartition("/")[2]


def read_archive(parts: Sequence[FilePart]) -> Iterator[MappedRows]:
    """Yield the rows of an archive, in parts.

    Errors: UnreadableFile if it does not say whose it is.
    """
    files = {_plain_name(part): part for part in parts}
    owner = _owner(files.get(PREFERENCES))
    member = text_of(owner["id"])
    head = MappedRows()
    name = text_of(owner.get("name")) or text_of(owner.get("username"))
    head.members.append({"external_id": member, "nickname": name})
    yield head
    readers = ((POSTS, _add_post), (LIKES, _add_like), (VISITS, _add_visit))
    for name, add in readers:
        rows = MappedRows()
        part = files.get(name)
        for row in csv_rows(part) if part else ():
            add(row, rows, member)
            if rows.count >= CHUNK_ROWS:
                yield rows
                rows = MappedRows()
        yield rows


def _owner(part: FilePart | None) -> Mapping[str, Any]:
    values = json_values(part) if part else iter(())
    found = next(values, None)
    owner = found.get("user", found) if isinstance(found, Mapping) else None
    if isinstance(owner, Mapping) and owner.get("id"):
        return owner
    raise UnreadableFile(f"{PREFERENCES}: no “id” of the member")


def _add_post(row: Mapping[str, str], rows: MappedRows, member: str) -> None:
    if row.get("is_pm", "").strip().casefold() not in NO:
        rows.ignored["private_message"] += 1
        return
    place = _PLACE.search(row.get("url", "").strip())
    if place is None:
        rows.refuse("not_a_post", "url", row.get("url"))
        return
    topic, number = place.groups()
    is_opening = number == "1"
    text = from_markdown(row.get("post_raw", ""))
    board = row.get("categories", "").rpartition("|")[2]
    rows.posts.append(
        {
            "external_id": f"{topic}#{number}",
            "member": member,
            "occurred_at": from_rails(row.get("created_at")),
            "thread": topic,
            "is_opening": "1" if is_opening else "0",
            "title": row.get("topic_title", "")[:200] if is_opening else "",
            "text": text.text,
            "media_count": str(text.media_count),
            "reaction_count": row.get("like_count") or "0",
            "board": "" if board == "-" else board[:60],
            "if_untold": True,
        },
    )


def _add_like(row: Mapping[str, str], rows: MappedRows, member: str) -> None:
    if row.get("deleted_at"):
        rows.ignored["taken_back"] += 1
        return
    post = row.get("post_id", "")
    rows.reactions.append(
        {
            "external_id": f"like:{post}:{member}",
            "member": member,
            "post": post,
            "kind": "like",
            "occurred_at": from_rails(row.get("created_at")),
            "if_new": True,
        },
    )


def _add_visit(row: Mapping[str, str], rows: MappedRows, member: str) -> None:
    day = row.get("visited_at", "")
    rows.events.append(
        {
            "external_id": f"visit:{member}:{day}",
            "member": member,
            "kind": "login",
            # Only the day is known.
            "occurred_at": f"{day} 12:00:00",
        },
    )
