"""Whom a text quotes, and which floor."""

import time

import pytest

from community.rules.quoted_names import (
    names_somebody,
    quoted_floors,
    quoted_names,
)


@pytest.mark.parametrize(
    "text",
    [
        "[quote=老周]天窗漏水[/quote]是的",
        '[QUOTE="老周, post: 12, member: 3"]天窗漏水[/QUOTE]是的',
        '[quote="老周, post:2, topic:33"]\n天窗漏水\n[/quote]\n是的',
        "[quote=老周;12345]天窗漏水[/quote]是的",
        "[quote author=老周 link=topic=1.msg2#msg2 date=1]天窗漏水[/quote]是",
        "「老周：天窗漏水」\n- - - - - - -\n是的",
        "是的 //@老周:天窗漏水",
        "是的 // 老周：天窗漏水",
        "<blockquote>老周 发表于 昨天<br>天窗漏水</blockquote><p>是</p>",
        "引用: 老周 发表于 2026-11-20 10:00\n天窗漏水\n\n是的",
        "老周 发表于 2026-11-20 10:00\n天窗漏水\n\n是的",
        "引用第3楼老周于2026-11-20 10:00发表的\n天窗漏水\n\n是的",
        "原帖由 老周 于 2026-11-20 发表\n天窗漏水\n\n是的",
        "回复 3# 老周 的帖子\n是的",
        "回复 老周：是的",
        "回复 @老周 :是的",
        "引用 @老周\n天窗漏水\n\n是的",
        '老周 said: ↑\n天窗漏水\n"\n是的'.replace(" ↑", "\n↑"),
        "Originally posted by 老周\n天窗漏水\n\n是的",
        "On Mon, 5 Jan 2026, 老周 <z@example.org> wrote:\n> 漏水\n是的",
    ],
)
def test_who_is_quoted_is_named(text: str) -> None:
    assert quoted_names(text)[:1] == ["老周"]
    assert names_somebody(text)


def test_of_quotes_within_each_other_the_outer_one_comes_first() -> None:
    text = "[quote=甲][quote=乙]一[/quote]二[/quote]三"
    assert quoted_names(text) == ["甲", "乙"]
    text = "「甲：「乙：一」\n- - -\n二」\n- - - - -\n三"
    assert quoted_names(text) == ["甲", "乙"]


@pytest.mark.parametrize(
    "text",
    ["大灯起雾，怎么办？", "看这里 https://e.com:8080/a", "10:30出发：带水"],
)
def test_a_text_without_quotes_names_nobody(text: str) -> None:
    assert quoted_names(text) == []


def test_floors_that_are_answered_are_known() -> None:
    assert quoted_floors("回复3楼：是的") == [3]
    assert quoted_floors("引用 第12楼\n是的") == [12]
    assert quoted_floors("我住3楼") == []


@pytest.mark.parametrize(
    "part",
    ["[quote=", "「", "//@a", "回复 ", "a said:", "发表于", "<b", "On a, "],
)
def test_time_grows_with_the_length_only(part: str) -> None:
    text = part * 100_000
    begin = time.process_time()
    quoted_names(text)
    assert time.process_time() - begin < 1
