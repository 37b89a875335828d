"""Whom a text names as the one whose words it quotes, in the ways of common
forum software and chats (see community/rules/quotes.py).

Names that nobody in the thread bears are names of nobody; so a pattern may fit
more than quotes.
"""

import re
from collections.abc import Iterator

LONGEST_NAME = 60
MAX_NAMES = 10
READ_CHARACTERS = 4000
_QUOTES = re.compile(
    r"quote|blockquote|引用|回复|发表|发布于|写于|originally posted|said:|wrote|"
    "写道|「|//|／／",
    re.IGNORECASE,
)
_HTML = re.compile(r"<[^<>@]{1,300}>")
_PATTERNS = (
    # [quote=name], [quote="name, post: 3"], [quote=name;3]
    r"\[quote=[ \t]*(?:\"|&quot;|')?([^\"'\]\n;,&]{1,60})",
    # [quote author=name link=...], [quote name="name"]
    r"\[quote[ \t]+(?:author|name|user|username)=[ \t]*\"?([^\"\]\n=]{1,60}?)"
    r"(?=\"|\]|[ \t]+(?:link|date|post|id|time)=)",
    # 「name：…」
    r"「([^「」\n:：]{1,40})[:：]",
    # //@name: and // name:
    r"(?:(?<![:：\w/])//|／／)[ \t]{0,4}@?([^\s:：/@]{1,40})[ \t]?[:：](?!//)",
    # name said: and name wrote:
    r"^[ \t]*([^\n]{1,60}?) said:[ \t]*$",
    r"^[ \t]*(?:On\b[^\n]{1,80}, )?([^\n,<>]{1,60}?)[ \t]*(?:<[^>\n]{1,80}>)?"
    r"[ \t]*(?:wrote|写道)[ \t]*[:：][ \t]*$",
    # 引用: name 发表于 …, 原帖由 name 于 … 发表, 引用第3楼name于…发表的
    r"^[ \t]*(?:引用|原帖由|回复)?[ \t]*[:：]?[ \t]*(?:第? ?\d{1,6} ?[楼#])?"
    r"[ \t]*@?([^\n\s:：@]{1,40}?)[ \t]*(?:于[^\n]{1,40}?)?"
    r"(?:发表|发布于|写于)",
    r"\boriginally posted by[ \t:]{0,4}([^\n]{1,60}?)"
    r"(?=[ \t]*(?:\n|$|\[|\(|;|view post| on | at ))",
    # 回复 3# name 的帖子, 回复 name:, 引用 @name
    r"^[ \t]*回复[ \t]*(?:\d{1,6} ?[楼#])?[ \t]*@?([^\s:：,，]{1,40}?)"
    r"[ \t]*(?:的帖子|[:：])",
    r"引用[ \t]*@([^\s:：,，]{1,40})",
)
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE) for pattern in _PATTERNS
)
_FLOOR = re.compile(r"(?:引用|回复)[ \t]*[:：]?[ \t]*第? ?(\d{1,6}) ?[楼#]")


def names_somebody(text: str) -> bool:
    """Return whether a text may name somebody: by a quote or a call."""
    return "@" in text or bool(_QUOTES.search(text))


def quoted_names(text: str) -> list[str]:
    """Return the names of those whom a text, as it was written, quotes: of
    quotes within each other the outer one first. Each once.
    """
    text = text[:READ_CHARACTERS]
    if not _QUOTES.search(text):
        return []
    if "<" in text:
        text = _HTML.sub("\n", text)
    names: dict[str, None] = {}
    for _place, name in sorted(_places(text)):
        names.setdefault(name, None)
    return list(names)[:MAX_NAMES]


def _places(text: str) -> Iterator[tuple[int, str]]:
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            name = match.group(1).strip(" \t\"'@")
            if name:
                yield match.start(1), name


def quoted_floors(text: str) -> list[int]:
    """Return the floors that a text says it quotes or answers (回复3楼)."""
    found: list[int] = []
    for floor in _FLOOR.findall(text[:READ_CHARACTERS]):
        found.append(int(floor))
    return found
