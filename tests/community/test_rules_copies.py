"""Copies of earlier posts of a thread, which are quotes without marks."""

import time

import pytest

from community.rules.copies import EarlierPosts

FIRST = "上个月提的车，后视镜折不回来，电机嗡嗡叫，去店里两次"
A, B = 1, 2


def after(*texts: str, author: int = A) -> EarlierPosts:
    """Return a thread in which these texts stand, all of one author."""
    earlier = EarlierPosts()
    for text in texts:
        earlier.add(author, text)
    return earlier


def test_a_copy_of_an_earlier_post_is_cut() -> None:
    reply = "后视镜折不回来,电机嗡嗡叫,去店里两次 —— 这得换总成了"
    own = after(FIRST).own_words(B, reply)
    assert own.split() == ["——", "这得换总成了"]


def test_a_whole_post_that_is_copied_leaves_nothing() -> None:
    assert not after("别的", FIRST).own_words(B, FIRST).strip()


def test_what_stands_around_copies_stays() -> None:
    other = "冬天续航只剩三百公里，充电还特别慢"
    reply = f"同意\n{FIRST}\n这个我没有；{other}这个有。"
    own = after(FIRST, other).own_words(B, reply)
    # The second is no whole clause: it goes on with words of one's own.
    assert "同意" in own
    assert FIRST not in own
    assert other in own


def test_a_copy_in_latin_script_ends_with_a_word() -> None:
    first = (
        "The left mirror does not fold back at all and the motor keeps humming"
    )
    reply = f"{first} loudly, mine too"
    assert after(first).own_words(B, reply).split() == [
        "loudly,",
        "mine",
        "too",
    ]
    torn = first.replace("humming", "hum")
    assert after(torn).own_words(B, first).strip() == "humming"


@pytest.mark.parametrize(
    ("earlier", "reply"),
    [
        ("谢谢", "谢谢"),
        ("我的也是这样，等一个答案", "我的也是这样，等一个答案"),
        ("Thanks a lot, that worked", "Thanks a lot, that worked"),
        ("I have the same problem", "I have the same problem"),
        (FIRST, "后视镜折不回来的话先断电"),
        (FIRST, "我的后视镜折不回来电机嗡嗡叫去店里两次了也没修好"),
        (
            "2026款高配，OTA 3.2.1，后视镜折不回来",
            "2026款高配，OTA 3.2.1，空调不冷",
        ),
    ],
)
def test_what_many_say_alike_is_no_copy(earlier: str, reply: str) -> None:
    assert after(earlier).own_words(B, reply) == reply


def test_what_one_repeats_is_ones_own() -> None:
    earlier = after(FIRST)
    earlier.add(B, FIRST)
    assert earlier.own_words(A, FIRST) == FIRST
    assert not earlier.own_words(B, FIRST).strip()


@pytest.mark.parametrize("part", ["哈", "ab", "哈哈哈，", FIRST])
def test_time_grows_with_the_length_only(part: str) -> None:
    text = part * (200_000 // len(part))
    earlier = after(*[text] * 100)
    begin = time.process_time()
    earlier.own_words(B, text)
    assert time.process_time() - begin < 3


def test_who_is_copied_is_no_own_word() -> None:
    own = after(FIRST).own_words(B, f"路过。楼主说：{FIRST}。学习一下")
    assert "楼主" not in own
    assert own.startswith("路过。")
    assert own.endswith("。学习一下")
