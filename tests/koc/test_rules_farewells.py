"""Who takes leave in a post, and who only speaks of selling."""

import pytest

from koc.rules.farewells import says_farewell


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
        "",
    ],
)
def test_plans_and_others_are_no_farewell(text: str) -> None:
    assert not says_farewell(text)
