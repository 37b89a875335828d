"""A message to colleagues through a channel, and how its text is made fit for
a format: what members wrote pings nobody and makes no links, and what is too
long is cut where a character ends.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from integrations.rules.message_tables import MessageTable, read_tables

TITLE_CHARACTERS = 120
URL_CHARACTERS = 1000
# What belongs to the character before it, and is not left at a cut.
_JOINERS = "\u200d\ufe0e\ufe0f"
# A mention of WeCom or Feishu: <@id>, <at …>, also closed or with blanks.
_MENTION = re.compile(r"<(?=\s*/?\s*(?:@|at\b))", re.IGNORECASE)
# Signs of Markdown become their full-width forms, which no client reads as
# Markdown: whether a backslash protects them differs between the clients.
_FULL_WIDTH = str.maketrans("<>[]*`\\", "＜＞［］＊｀＼")
_HEADING = re.compile(r"^#+(?=\s)")
_KEPT_IN_URL = "!#$%&'*+,/:;=?@~"

Measure = Callable[[str], int]


class ChannelMessage(NamedTuple):
    """What is said, before it has the format of a channel.

    recipients: addresses of an e-mail, none: those of the channel ·
    preferences_url: where the reader chooses what is sent to them · tables:
    figures, which only mail shows.
    """

    title: str
    lines: tuple[str, ...]
    url: str = ""
    is_critical: bool = False
    mention_all: bool = False
    recipients: tuple[str, ...] = ()
    is_digest: bool = False
    preferences_url: str = ""
    tables: tuple[MessageTable, ...] = ()


class MessageWords(NamedTuple):
    """Our own words in a message, in the language of the brand."""

    open: str
    cut: str
    preferences: str


def read_message(body: Mapping[str, Any]) -> ChannelMessage:
    """Return the message of an outbox body; what is missing is empty."""
    return ChannelMessage(
        title=one_line(str(body.get("title", "")))[:TITLE_CHARACTERS],
        lines=tuple(one_line(str(line)) for line in body.get("lines", ())),
        url=safe_url(str(body.get("url", ""))),
        is_critical=body.get("urgency") == "critical",
        mention_all=bool(body.get("mention_all")),
        recipients=tuple(str(one) for one in body.get("recipients") or ()),
        is_digest=bool(body.get("digest")),
        preferences_url=safe_url(str(body.get("preferences_url", ""))),
        tables=read_tables(
            body.get("tables") or (),
            one_line=one_line,
            safe_url=safe_url,
        ),
    )


def one_line(text: str) -> str:
    """Return a text without line ends, control characters, halves of
    characters, and signs that turn the direction of reading.
    """
    kept = []
    for sign in text:
        category = unicodedata.category(sign)
        is_joiner = sign in _JOINERS
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category not in ("Cs", "Cf") or is_joiner:
            kept.append(sign)
    return " ".join("".join(kept).split())


def safe_url(url: str) -> str:
    """Return an address that can stand in Markdown and HTML, "" if it is not
    one of a web page or too long for any message.
    """
    if len(url) > URL_CHARACTERS:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return quote(one_line(url), safe=_KEPT_IN_URL)


def unpinged(text: str) -> str:
    """Return a text in which no mention pings anybody."""
    return _MENTION.sub("＜", text)


def plain_markdown(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    found = text.translate(_FULL_WIDTH).replace("__", "＿＿")
    return _HEADING.sub(lambda match: "＃" * len(match[0]), found)


def utf8_bytes(text: str) -> int:
    """Return how many bytes a text has as UTF-8."""
    return len(text.encode("utf-8"))


def fit(
    lines: Sequence[str],
    room: int,
    note: str,
    measure: Measure = utf8_bytes,
) -> str:
    """Return lines in at most so many bytes; if they are more, as many as fit
    with the last one cut at the end of a character, and the note that they
    were cut.
    """
    whole = "\n".join(lines)
    if measure(whole) <= room:
        return whole
    left = room - measure(note) - 1
    shortest, longest = 0, len(whole)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if measure(whole[:middle]) <= left:
            shortest = middle
        else:
            longest = middle - 1
    kept = _without_half(whole[:shortest], whole[shortest:])
    if kept:
        return f"{kept}\n{note}"
    return note


def _without_half(kept: str, rest: str) -> str:
    """Return a start of a text without the part of a character that goes on
    in the rest.
    """
    while kept and rest and _continues(kept[-1], rest[0]):
        kept, rest = kept[:-1], kept[-1] + rest
    return kept.rstrip(_JOINERS + " \n")


def _continues(last: str, following: str) -> bool:
    return (
        last in _JOINERS
        or following in _JOINERS
        or bool(unicodedata.combining(following))
    )
