"""What a downloaded file is called."""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

MAX_NAME = 80
MAX_PART = 30
# What file systems or shells refuse in a name, and characters without a shape.
_UNSAFE = re.compile('[\\\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e]')
_SPACE = re.compile(r"[\s_]+")


def file_title(parts: Iterable[str], day: date) -> str:
    """Return the name of a file without its ending, such as 成员_上海_2026-11-28."""
    kept = []
    for part in parts:
        plain = _SPACE.sub(" ", _UNSAFE.sub(" ", part)).strip(" .")
        if plain:
            kept.append(plain[:MAX_PART].strip())
    name = "_".join(kept)[:MAX_NAME]
    return f"{name}_{day.isoformat()}" if name else day.isoformat()


def content_disposition(file_name: str) -> str:
    """Return the header that names a download, after RFC 6266.

    Clients that know no other names than ASCII ones get a plain one.
    """
    ending = file_name.rpartition(".")[2]
    plain = file_name if _is_plain(file_name) else f"kocops.{ending}"
    encoded = quote(file_name, safe="")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def _is_plain(name: str) -> bool:
    return name.isascii() and name.isprintable() and '"' not in name
