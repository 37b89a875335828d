"""Words of a welcome, of a newcomer and of a quarrel."""

import pytest

from community.rules.references import posts_used_in
from community.rules.text import normalise
from community.rules.welcomes import (
    names_the_brand,
    quarrels,
    says_writer_is_new,
    welcomes,
)


@pytest.mark.parametrize(
    "text",
    [
        "新人报到，请多关照",
        "刚提车三天，来记录一下",
        "First post here, hello everyone",
        "I'm new to this forum",
        "Just took delivery of ours",
    ],
)
def test_a_writer_says_that_they_are_new(text: str) -> None:
    assert says_writer_is_new(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "我不是新人了，开了三年",
        "换了新手机",
        "The first post office",
        "new tyres",
    ],
)
def test_others_do_not(text: str) -> None:
    assert not says_writer_is_new(normalise(text))


def test_a_welcome_is_no_advert() -> None:
    assert welcomes(normalise("欢迎加入大家庭"))
    assert welcomes(normalise("Welcome aboard!"))
    assert not welcomes(normalise("欢迎私信了解"))
    assert not welcomes(normalise("这里不欢迎你"))
    assert not welcomes(normalise("You are welcome"))


def test_mockery_is_a_quarrel() -> None:
    assert quarrels(normalise("恭喜成功踩坑，呵呵"))
    assert quarrels(normalise("Welcome to the real world, fanboy"))
    assert not quarrels(normalise("恭喜提车，一路平安"))


def test_accounts_of_the_brand_are_known_by_name() -> None:
    assert names_the_brand("某某汽车官方")
    assert names_the_brand("Acme Official")
    assert not names_the_brand("老王")


def test_links_and_quotes_name_what_they_use() -> None:
    text = (
        "看这里 https://bbs.example.com/thread-123-1-1.html 和 "
        "[QUOTE=wang;456]原话[/QUOTE] https://f.example/threads/a-title.789/"
    )
    assert posts_used_in(text) == ["123", "789", "456"]
    assert posts_used_in("订单号 2024123 没有链接") == []
