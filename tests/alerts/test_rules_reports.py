"""Copies of one text count once."""

from alerts.rules.reports import Report, count_reporters
from community.rules.text import are_copies, normalise, text_key
from tests.conftest import NOW

LONG = (
    "买车不到三个月车机系统频繁黑屏死机，导航也经常卡住，"
    "去了三次店里都说没有问题，要求尽快给出方案，否则继续投诉"
)


def test_texts_changed_a_little_are_copies() -> None:
    varied = [
        "我是一名车主，" + LONG,
        LONG + "，请转发",
        LONG.replace("三次", "五次"),
    ]
    assert all(
        are_copies(text_key(normalise(LONG)), text_key(normalise(text)))
        for text in varied
    )
    own = (
        "车机开了导航就卡住，黑屏以后重新启动要等两分钟，"
        "倒车的时候也没有影像，店里说等下次升级，不知道要到何时"
    )
    assert not are_copies(text_key(normalise(LONG)), text_key(normalise(own)))
    assert not are_copies(text_key("刹车异响"), text_key("刹车异响了"))


def test_a_campaign_with_varied_greetings_is_one_report() -> None:
    reports = [
        Report(
            n,
            NOW,
            text_key(normalise(f"大家好，我是车友{n}。{LONG}")),
            True,
        )
        for n in range(40)
    ]
    assert count_reporters(reports, until=NOW) == 1
