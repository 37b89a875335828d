"""Entries of a calendar as a file that calendar programs read (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

LINE_BYTES = 74


class CalendarEvent(NamedTuple):
    """A whole day or several: an id that never changes, its words, and the
    address of its page.
    """

    uid: str
    first: date
    last: date
    summary: str
    description: str
    url: str


def calendar_file(
    events: Iterable[CalendarEvent],
    *,
    name: str,
    now: datetime,
) -> str:
    """Return the file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//kocops//campaigns//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for event in events:
        # The end of whole days is the day after the last one.
        end = event.last + timedelta(days=1)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{event.uid}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{end:%Y%m%d}",
            f"SUMMARY:{escaped(event.summary)}",
            f"DESCRIPTION:{escaped(event.description)}",
            f"URL:{event.url}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """Return a text as a value: special signs escaped, controls left out."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    kept = [one for one in plain if one == "\n" or one.isprintable()]
    return "".join(kept).replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line broken so that no part has more than 75 bytes."""
    parts = []
    current = ""
    size = 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE_BYTES:
            parts.append(current)
            current, size = "", 0
        current += sign
        size += width
    parts.append(current)
    return "\r\n ".join(parts)
