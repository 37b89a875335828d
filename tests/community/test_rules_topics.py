"""Versions, paid posts and names in texts."""

import pytest

from community.rules.text import normalise
from community.rules.topics import names_in, says_it_is_paid, version_in


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("固件26.5.0升级后变化", "26.5.0"),
        ("OTA V3.2.1 体验", "3.2.1"),
        ("车机系统升级到 2024.12.5 了", "2024.12.5"),
        ("software update v11.1", "11.1"),
        ("版本号：1.10", "1.10"),
        ("胎压 2.4 够吗", ""),
        ("跑了 3.5 万公里", ""),
        ("系统提示 5 次", ""),
        ("OTA", ""),
        ("版本 1.2.3.4.5.6", ""),
    ],
)
def test_a_version_is_read_where_software_is_spoken_of(
    text: str,
    version: str,
) -> None:
    assert version_in(normalise(text)) == version


@pytest.mark.parametrize(
    ("text", "is_paid"),
    [
        ("湖边的晚霞 #广告", True),
        ("【广告合作】新款滤芯", True),
        ("Great tyres #ad", True),
        ("This is a sponsored post.", True),
        ("利益声明：品牌提供了产品", True),
        ("别在群里打广告", False),
        ("#advice needed", False),
        ("没收钱，自己买的", False),
    ],
)
def test_a_text_may_say_that_it_is_paid_for(text: str, is_paid: bool) -> None:
    assert says_it_is_paid(text) == is_paid


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@老王八 和 @小李 来看", {"老王八", "小李"}),
        ("@老王来看", {"老王"}),
        ("老王", set()),
        ("@user12 谢谢", {"user12"}),
        ("@user123 谢谢", set()),
        ("给我写信 bob@lily.com", set()),
        ("@lily，在吗", {"lily"}),
        ("@big cat hi", {"big cat"}),
    ],
)
def test_the_longest_name_that_fits_is_called(
    text: str,
    called: set[str],
) -> None:
    assert (
        names_in(
            text,
            {
                "老王",
                "老王八",
                "小李",
                "user1",
                "user12",
                "lily",
                "big",
                "big cat",
            },
        )
        == called
    )
