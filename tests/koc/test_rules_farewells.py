"""Who takes leave in a post, and who only speaks of selling."""

import pytest

from koc.rules.farewells import says_farewell, speaks_only_of_a_car


@pytest.mark.parametrize(
    "text",
    [
        "车卖了，跟大家告别。",
        "和各位车友说再见了，三年很开心",
        "今天爱车过户了，谢谢陪伴",
        "正式退群告别大家",
        "I sold my car last week, goodbye everyone",
    ],
)
def test_a_farewell_is_read(text: str) -> None:
    assert says_farewell(text)


@pytest.mark.parametrize(
    "text",
    [
        "要不要把车卖了换新款？",
        "朋友的车卖了，我的还在",
        "舍不得卖掉了它",
        "如果车卖了，积分怎么办",
        "车没卖，大家放心",
        "周末自驾，跟大家见面",
        "I would never sell it",
        "恭喜楼主的车卖了",
        "听说群主的车卖了",
        "老婆的车卖了",
        "你的车卖了多少钱啊",
        "原来那台车卖了，换了这台",
        "油车卖了，开电车真香",
        "旧车终于卖掉了",
        "车置换了，下周提新款",
        "离开社区三天，回来一看全是新帖",
        "离开论坛 2 个月了，想大家",
        "和大家告别2025，迎接2026",
        "",
    ],
)
def test_plans_and_others_are_no_farewell(text: str) -> None:
    assert not says_farewell(text)


def test_a_sold_car_alone_is_no_leave() -> None:
    assert speaks_only_of_a_car("今天爱车过户了")
    assert not speaks_only_of_a_car("车卖了，跟大家告别。")
    assert not speaks_only_of_a_car("退群告别大家")
