"""Plain text of what platforms keep as HTML, Markdown or BBCode, without the
words of others that it quotes; and the pictures in it.
"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "pre"})
_QUOTES = frozenset({"aside", "blockquote"})
_MARKDOWN_QUOTE = re.compile(
    r"\[quote(?:=[^\]]{0,300})?\](?:(?!\[quote).)*?\[/quote\]", re.S | re.I
)
_MARKDOWN_IMAGE = re.compile(r"!\[[^\]\[]{0,300}\]\([^)]{0,2000}\)")
_MARKDOWN_LINK = re.compile(
    r"\[([^\]\[]{1,300})\]\((?:https?|/)[^)]{0,2000}\)"
)
_EDITED = re.compile(
    r"\[i=s\]\s{0,20}本帖最后由.{0,200}?编辑\s{0,20}\[/i\]\s{0,20}", re.S
)
_FOUND_POST = re.compile(r"goto=findpost&(?:amp;)?pid=(\d{1,20})")
_BB_QUOTE = re.compile(r"\[quote\](?:(?!\[quote\]).)*?\[/quote\]", re.S | re.I)
_BB_AUTHOR = re.compile(r"\[color=#999999\]([^\[\]\n]{1,60}?) 发表于 ")
_BB_HIDDEN = re.compile(
    r"\[(attach|attachimg|media|audio|flash)[^\]\[]{0,200}\][^\[]{0,2000}\[/\1\]",
    re.S | re.I,
)
_BB_IMAGE = re.compile(
    r"\[img[^\]\[]{0,200}\][^\[]{0,2000}\[/img\]|\[attach(?:img)?\]\d{1,20}\[/attach(?:img)?\]",
    re.S | re.I,
)
_BB_SMILEY = re.compile(r"\{:\d{1,9}_\d{1,9}:\}")
_BB_CODE = re.compile(r"\[/?[a-zA-Z*]{1,12}(?:=[^\]]{0,400})?\]")
_COMMENT = re.compile(r"<!--[^<]{0,2000}?-->")
_OPEN_TAG = re.compile(r"<(?=[^<>]{0,2000}+(?!>)|!--)")
_TAG = re.compile(r"<[^<>]{0,2000}>")
# No member writes more; patterns and parser must not be given any more.
MOST_CHARACTERS = 100_000
_BLANK_LINES = re.compile(r"\n{3,}")


class PlainText(NamedTuple):
    """A text in its author's own words; `reply_to` is the post that it quotes
    first, if it names one, else `quoted_author` whom it quotes.
    """

    text: str
    media_count: int
    reply_to: str = ""
    quoted_author: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.media_count = 0
        self._quoted = 0

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        classes = dict(attrs).get("class") or ""
        if tag in _QUOTES:
            self._quoted += 1
        elif tag in ("img", "video") and not self._quoted:
            if "emoji" in classes:
                self.parts.append(dict(attrs).get("title") or "")
            elif "avatar" not in classes:
                self.media_count += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUOTES:
            self._quoted = max(0, self._quoted - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._quoted:
            self.parts.append(data)


def from_html(html: str) -> PlainText:
    """Return the text of HTML without its quotes."""
    reader = _Reader()
    cut = _without_open_tags(html[:MOST_CHARACTERS])
    try:
        reader.feed(cut)
        reader.close()
    except AssertionError:
        # The parser gives up at some declarations that are none.
        return PlainText(_tidy(unescape(_TAG.sub(" ", cut))), 0)
    return PlainText(_tidy("".join(reader.parts)), reader.media_count)


def _without_open_tags(html: str) -> str:
    """Return HTML in which what opens and never ends is text: the parser
    would look for each end through all that follows.
    """
    return _OPEN_TAG.sub("&lt;", _COMMENT.sub("", html))


def from_markdown(raw: str) -> PlainText:
    """Return the text of a forum's Markdown without its [quote] blocks."""
    text = _cut_nested(_MARKDOWN_QUOTE, raw[:MOST_CHARACTERS])
    media_count = len(_MARKDOWN_IMAGE.findall(text))
    text = _MARKDOWN_IMAGE.sub("", text)
    text = _MARKDOWN_LINK.sub(r"\1", text)
    return PlainText(_tidy(text), media_count)


def from_bbcode(message: str) -> PlainText:
    """Return the text of a Discuz! message without quotes, edit notes and codes."""
    text = _EDITED.sub("", message[:MOST_CHARACTERS])
    quoted = _BB_QUOTE.search(text)
    named = _FOUND_POST.search(quoted[0]) if quoted else None
    text = _cut_nested(_BB_QUOTE, text)
    media_count = len(_BB_IMAGE.findall(text))
    text = _BB_IMAGE.sub("", text)
    text = _BB_HIDDEN.sub("", text)
    text = _BB_SMILEY.sub("", text)
    text = _BB_CODE.sub("", text)
    reply_to = named[1] if named else ""
    author = ""
    if quoted and not named:
        said = _BB_AUTHOR.search(quoted[0])
        author = said[1].strip() if said else ""
    return PlainText(_tidy(unescape(text)), media_count, reply_to, author)


def _cut_nested(pattern: re.Pattern[str], text: str) -> str:
    """Return a text without the matches of a pattern of innermost blocks."""
    for _depth in range(20):
        text, count = pattern.subn("", text)
        if not count:
            break
    return text


def _tidy(text: str) -> str:
    lines = []
    for line in text.replace("\r\n", "\n").replace("\x00", "").split("\n"):
        lines.append(line.strip())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
