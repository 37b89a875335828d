"""Personal details in free text are hidden, facts about cars are not."""

import pytest

from members.rules.free_text import hide_personal_details


@pytest.mark.parametrize(
    "detail",
    [
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "0571-88886666",
        "wang.wu@example.com",
        "LXV7AK2T9RB5N3C81",
        "330106199001011234",
        "33010619900101123X",
        "浙A12345",
        "沪A·D12345",
        "@老王不吃鱼",
        "622202123456789",
    ],
)
def test_a_detail_is_hidden(detail: str) -> None:
    shown = hide_personal_details(f"我的车 {detail} 失灵了")
    assert detail not in shown
    assert shown.startswith("我的车 ")
    assert shown.endswith("失灵了")


def test_a_name_in_a_chat_is_hidden() -> None:
    assert "wangwu_88" not in hide_personal_details("加微信：wangwu_88 聊")


@pytest.mark.parametrize(
    "text",
    [
        "升级3.2.0之后蓝牙钥匙失灵",
        "2026-05-20 12:30 第12345公里",
        "等了20分钟，充电120kW只有60",
        "京东买的雨刮，川西四天三夜",
        "OTA 3.1.4.20260501",
    ],
)
def test_what_is_said_of_the_car_stays(text: str) -> None:
    assert hide_personal_details(text) == text
