"""Which posts a text uses again: links to posts and threads, and quotes that carry an id."""

import re

_LINKED = re.compile(
    r"(?:/threads?/(?:[^/\s\"'<>]*?[.-])?|/topics?/|/t/(?:[^/\s]+/)?|/posts?/|thread-|"
    r"[#/]post-?|[?&#;](?:tid|pid|p|t|post_?id|thread_?id)=|[#]pid)(\d{1,18})(?![\w.]*\w@)",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u4e00-\u9fff]+", re.IGNORECASE)
_QUOTED = re.compile(
    r"\[quote=[^\]\n]{0,80}?(?:[;,]\s*(?:post:?\s*)?)(\d{1,18})",
    re.IGNORECASE,
)
MAX_REFERENCES = 20


def posts_used_in(text: str) -> list[str]:
    """Return the ids that a text, as it was written, links to or quotes, each
    once, the first MAX_REFERENCES.
    """
    found: dict[str, None] = {}
    for link in _LINK.findall(text):
        for key in _LINKED.findall(link):
            found.setdefault(key, None)
    for key in posts_quoted_in(text):
        found.setdefault(key, None)
    return list(found)[:MAX_REFERENCES]


def posts_quoted_in(text: str) -> list[str]:
    """Return the ids that the quotes of a text carry, in their order."""
    found: list[str] = _QUOTED.findall(text)
    return found
