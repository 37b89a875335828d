"""Quotes are taken out of a text before it is read, because they are not its
author's own words.

Known are the quotes of common forum software and chats, in any letters:
[quote] and <blockquote>, also within each other; «name said: ↑ … "» and
«name said: … Click to expand...» as XenForo shows them when copied as text;
「name：…」 above a line of dashes (WeChat); //@name: and // name: (Weibo);
"引用: name 发表于 …" and "name 发表于 2026-11-20" (Discuz!), and "Originally
posted by", up to the next blank line; lines that begin with ">".

Copies without any mark: community/rules/copies.py. Whom a quote names:
community/rules/quoted_names.py.

Every step looks at each character a fixed number of times.
"""

import re

_PAIRS = (
    (
        "quote",
        re.compile(r"\[(/?)quote(?=[\]=:\s])[^\]\n]{0,200}\]", re.IGNORECASE),
    ),
    (
        "blockquote",
        re.compile(
            r"<(/?)blockquote(?=[>\s/])[^<>]{0,200}>",
            re.IGNORECASE,
        ),
    ),
)
_SAID = re.compile(r" said:[ \t]*\n\s{0,20}↑")
_CHAT_END = re.compile(r"」\s{0,20}(?:[-—–_－] ?){3,}")
_CHAT_BEGIN = re.compile(r"「[^「」\n:：]{1,40}[:：]")
_CHAT_LINE = re.compile(r"「[^「」\n:：]{1,40}[:：][^\n]*」")
_FORWARDED = re.compile(r"(?:(?<![:：])//|／／)[ \t]{0,4}@[^:：\n]{1,40}[:：]")
_SLASHED = re.compile(
    r"(?<![:：\w/])(?://|／／)[ \t]{0,4}[^\s:：/@]{1,20}[ \t]?[:：](?!\d)[^\n]*",
)
_WHEN = r"(?:\d{4}[-/.年]|\d{1,2}[-/月:]|昨天|前天|今天|刚刚|半?\d{0,3} ?(?:秒|分钟|小时|天)前)"
_CITED = re.compile(
    rf"[ \t]*(?:引用|原帖由|回复)?[ \t]*[:：]?[^\n]{{1,60}}?"
    rf"(?:发表于|发布于|写于)[ \t:：]{{0,4}}{_WHEN}"
    r"|[ \t]*引用[ \t]*[:：]"
    r"|[ \t]*引用[ \t]*(?:第? ?\d{1,6} ?楼|@)"
    r"|[ \t]*原帖由[^\n]{1,60}发表"
    r"|[ \t]*Originally posted by\b",
    re.IGNORECASE,
)
LONGEST_HEAD = 120
_WROTE = re.compile(
    r"[ \t]*(?:On|Am|在)\b[^\n]{1,150}(?:wrote|写道)[ \t]*[:：]$"
)
_QUOTED_LINE = (">", "&gt;", "＞")
_EXPAND = "Click to expand"
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|s|em|strong|a|img|ul|ol|li|h[1-6]|font|table|tbody|tr|td|hr|"
    r"pre|code|"
    r"blockquote|section|figure|video)(?:[\s/][^<>]{0,500})?>"
    r"|\[/?(?:b|i|u|s|url|img|size|color|font|align|attach|attachimg|list|\*|backcolor|media|"
    r"email|hr|code|"
    r"quote|hide|free|table|tr|td|indent)(?:=[^\[\]\n]{0,300})?\]"
    r"|&(?:nbsp|emsp|ensp|#160|#xa0);",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"quote|引用|发表|发布于|写于|posted by|said:|wrote|写道|」|//|／／|>|＞|&gt;",
    re.IGNORECASE,
)


def without_quotes(text: str) -> str:
    """Return a text without what it quotes; a quote that is never closed ends with the text."""
    if not _MARKS.search(text):
        return text
    folded = text.lower()
    for name, mark in _PAIRS:
        if name in folded:
            text = _cut_nested(text, mark)
    if " said:" in text:
        text = _cut_said(text)
    if "」" in text:
        text = _cut_chat(text)
    if "//" in text or "／／" in text:
        forwarded = _FORWARDED.search(text)
        if forwarded:
            text = text[: forwarded.start()]
        text = _SLASHED.sub(" ", text)
    return _cut_lines(text)


def without_markup(text: str) -> str:
    """Return a text without the tags of HTML and BBCode."""
    if "<" in text or "[" in text or "&" in text:
        return _TAG.sub(" ", text)
    return text


def _cut_nested(text: str, mark: re.Pattern[str]) -> str:
    """Return a text without what lies between opening marks and the closing
    marks that belong to them. If one is never closed, what follows the last
    closing mark is kept.
    """
    kept = []
    depth = 0
    at = 0
    was_closed = True
    for found in mark.finditer(text):
        is_closing = found.group(1) == "/"
        if depth == 0:
            kept.append(text[at : found.start()])
        depth = max(depth - 1, 0) if is_closing else depth + 1
        was_closed = is_closing
        at = found.end()
    if depth == 0 or was_closed:
        kept.append(text[at:])
    return " ".join(kept)


def _cut_said(text: str) -> str:
    """Return a text without what XenForo quotes in plain text, with the line
    that names the author.
    """
    text = _SAID.sub(" said:\n↑", text)
    text = _cut(text, " said:\n↑", '\n"')
    if _EXPAND not in text:
        return text
    return _cut(text, " said:\n", _EXPAND).replace("...\n", "\n")


def _cut(text: str, opening: str, closing: str) -> str:
    """Return a text without the parts from the line of an opening to its closing."""
    kept = []
    at = 0
    while (begins := text.find(opening, at)) >= 0:
        ends = text.find(closing, begins + len(opening))
        begins = text.rfind("\n", at, begins) + 1 or at
        kept.append(text[at:begins])
        at = len(text) if ends < 0 else ends + len(closing)
    return "".join([*kept, text[at:]])


def _cut_chat(text: str) -> str:
    """Return a text without 「name：…」 above a line of dashes, also within
    each other, and without a first line that is nothing else.
    """
    kept = []
    at = 0
    depth = 0
    for end in _CHAT_END.finditer(text):
        begins = at if depth else None
        if begins is None:
            begin = _CHAT_BEGIN.search(text, at, end.start())
            begins = begin.start() if begin else None
        if begins is None:
            kept.append(text[at : end.end()])
            at = end.end()
            continue
        kept.append(text[at:begins])
        inside = text[begins : end.end()]
        depth = max(depth + inside.count("「") - inside.count("」"), 0)
        at = end.end()
    text = " ".join([*kept, text[at:]])
    first, _, rest = text.lstrip().partition("\n")
    return rest if rest and _CHAT_LINE.fullmatch(first.strip()) else text


def _cut_lines(text: str) -> str:
    """Return a text without the lines that quote by what they begin with."""
    lines = text.split("\n")
    following_blank = _next_blanks(lines)
    kept = []
    cut_to = 0
    for number, line in enumerate(lines):
        if number < cut_to or line.lstrip().startswith(_QUOTED_LINE):
            continue
        if _CITED.match(line[:LONGEST_HEAD]):
            blank = following_blank[number]
            # Without a blank line only the next line is known to be quoted.
            cut_to = blank if blank is not None else number + 2
            continue
        if len(line) < 2 * LONGEST_HEAD and _WROTE.match(line):
            continue
        kept.append(line)
    return "\n".join(kept)


def _next_blanks(lines: list[str]) -> list[int | None]:
    """Return for each line the number of the next blank line."""
    found: list[int | None] = [None] * len(lines)
    blank = None
    for number in range(len(lines) - 1, -1, -1):
        found[number] = blank
        if not lines[number].strip():
            blank = number
    return found
