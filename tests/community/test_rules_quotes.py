"""What others said is left out of a text, however it is quoted."""

import time

import pytest

from community.rules.quotes import (
    without_quotes,
)
from community.rules.text import normalise

THEIRS = "后视镜折不回来，电机嗡嗡叫"
OWN = "我那台倒是好好的"

QUOTING = [
    f"「阿木：{THEIRS}」\n- - - - - - - -\n{OWN}",
    f"「阿木：「小方：{THEIRS}」\n- - - - -\n{THEIRS}」\n- - - - - -\n{OWN}",
    f"「阿木：{THEIRS}\n{THEIRS}」\n——————————\n{OWN}",
    f"「阿木：{THEIRS}」\n{OWN}",
    f"[QUOTE=阿木]{THEIRS}[/QUOTE]\n{OWN}",
    f'[Quote="阿木, post: 12, member: 3"]{THEIRS}[/quote]{OWN}',
    f"[quote=小方][quote=阿木]{THEIRS}[/quote]{THEIRS}[/quote]\n{OWN}",
    f"[quote][quote=阿木]{THEIRS}[/quote]\n{OWN}",
    f"{OWN} //@阿木:{THEIRS}//@小方：{THEIRS}",
    f"{OWN} // 阿木：{THEIRS}",
    f"<blockquote class='q'><p>阿木：{THEIRS}</p></blockquote><p>{OWN}</p>",
    f"引用: 阿木 发表于 2026-10-02 10:00\n{THEIRS}\n\n{OWN}",
    f"引用：{THEIRS}\n\n{OWN}",
    f"阿木 发表于 昨天 10:00\n{THEIRS}\n{THEIRS}\n\n{OWN}",
    f"阿木 发表于 2026-10-02 10:00\n{THEIRS}\n{OWN}",
    f"Originally posted by Amu\n{THEIRS}\n\n{OWN}",
    f'Amu said:\n↑\n{THEIRS}\n"\n{OWN}',
    f"Amu said:\n{THEIRS}\nClick to expand...\n{OWN}",
    f"> {THEIRS}\n&gt; {THEIRS}\n{OWN}",
]
UNQUOTED = [
    "「后视镜」这个词我不懂",
    "今晚直播 https://example.com:8080/a//b 看",
    "价格>20万的不考虑",
    "说明书里写的发表意见入口在哪",
    "我引用一下官方的说法，后视镜要手动折",
]
HOSTILE = [
    "[quote]",
    "[/quote]",
    "[quote=",
    "<blockquote ",
    "「a：",
    "「a：」--",
    "」\n- - -",
    "//@",
    "//@a",
    "// a",
    "引用",
    "引用: \n",
    "发表于",
    "a 发表于 1",
    " said:\n",
    " said:\n↑",
    " said:\n Click to expand",
    ">",
    "\n",
    "- ",
    "<p ",
    "[url=",
    "&gt;",
]


@pytest.mark.parametrize("text", QUOTING)
def test_only_own_words_are_left(text: str) -> None:
    normal = normalise(text)
    assert "后视镜" not in normal
    assert OWN in normal


@pytest.mark.parametrize("text", UNQUOTED)
def test_what_quotes_nobody_is_kept(text: str) -> None:
    assert without_quotes(text) == text


def test_tags_are_no_words() -> None:
    text = (
        "<p>两边&nbsp;都亮</p><br/>[b]真的[/b][img]https://e.com/1.jpg[/img]"
    )
    assert normalise(text).split() == ["两边", "都亮", "真的"]


@pytest.mark.parametrize("part", HOSTILE)
def test_time_grows_with_the_length_only(part: str) -> None:
    text = part * (1_000_000 // len(part))
    begin = time.process_time()
    without_quotes(text)
    assert time.process_time() - begin < 5
