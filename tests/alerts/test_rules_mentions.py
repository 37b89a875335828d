"""Which symptom is said of which part."""

import json
from datetime import timedelta

import pytest

from alerts.rules.facets import read_facets
from alerts.rules.mentions import MentionFinder
from alerts.rules.rates import VoiceRates
from alerts.rules.voices import Voice, count_voices
from community.rules.reading import are_copies, normalise, text_key
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("变速箱异响，天窗漏水", (("gearbox", "noise"), ("roof_glass", "water"))),
        ("刹车没有问题。空调异响", (("air_conditioning", "noise"),)),
        ("漏机油了", (("engine", "oil_leak"),)),
        ("漏機油了，變速箱異響", (("engine", "oil_leak"), ("gearbox", "noise"))),
        ("异响", ()),
        ("The brakes squeak and the sunroof leaks, water leak on my seat", (("brakes", "noise"), ("seats", "water"))),
        ("空调异响，座椅晃动，空调还是异响", (("air_conditioning", "noise"), ("seats", "shaking"))),
    ],
)
def test_a_symptom_is_said_of_the_part_that_stands_nearest(text, faults) -> None:
    assert read_facets(normalise(text)).faults == faults


@pytest.mark.parametrize("pattern", ["a", "(?:ab)", "ab?c", "\\bx\\w"])
def test_an_alternative_without_a_written_beginning_is_refused(pattern) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        MentionFinder({"part": pattern})


LONG = "买车不到三个月车机系统频繁黑屏死机，导航也经常卡住，去了三次店里都说没有问题，要求尽快给出方案，否则继续投诉"


def test_copies_with_another_beginning_or_some_words_more_are_copies() -> None:
    varied = ["我是一名车主，" + LONG, LONG + "，请转发", LONG.replace("三次", "五次")]
    assert all(are_copies(text_key(normalise(LONG)), text_key(normalise(text))) for text in varied)
    own = "车机开了导航就卡住，黑屏以后重新启动要等两分钟，倒车的时候也没有影像，店里说等下次升级，不知道要到何时"
    assert not are_copies(text_key(normalise(LONG)), text_key(normalise(own)))
    assert not are_copies(text_key("刹车异响"), text_key("刹车异响了"))


def test_a_campaign_with_varied_greetings_is_one_voice() -> None:
    voices = [Voice(n, NOW, text_key(normalise(f"大家好，我是车友{n}。{LONG}")), True) for n in range(40)]
    assert count_voices(voices, until=NOW) == (1, 1)


def test_the_usual_rate_is_that_of_the_model_and_counts_an_owner_once() -> None:
    rates = VoiceRates()
    for number in range(90):
        at = NOW - timedelta(days=40 + number)
        rates.hear(at, number % 60, fault="brakes|noise", model="S5" if number % 10 else "M9")
        rates.hear(at, 999, fault="", model="S5")
    for known in (rates, VoiceRates.load(json.loads(json.dumps(rates.dump())))):
        assert known.usual(NOW, fault="brakes|noise", model="M9") == pytest.approx(60 * 30 / 99 * 9 / 180)
        assert known.usual(NOW, fault="brakes|water", model="M9") == 0
        assert known.usual(NOW - timedelta(days=400), fault="brakes|noise", model="M9") == 0
    rates.hear(NOW - timedelta(days=900), 1, fault="", model="S5")
    assert rates.usual(NOW, fault="brakes|noise", model="M9") == pytest.approx(60 * 30 / 180 * 9 / 180)
