"""A symptom belongs to the part that is nearest."""

import pytest

from alerts.rules.facets import read_facets
from alerts.rules.mentions import shipped_phrases
from community.rules.text import normalise


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            "变速箱异响，天窗漏水",
            (("gearbox", "noise"), ("roof_glass", "water")),
        ),
        ("刹车没有问题。空调异响", (("air_conditioning", "noise"),)),
        ("漏机油了", (("engine", "oil_leak"),)),
        (
            "漏機油了，變速箱異響",
            (("engine", "oil_leak"), ("gearbox", "noise")),
        ),
        ("异响", ()),
        (
            "The brakes squeak and the sunroof leaks, water leak on my seat",
            (("brakes", "noise"), ("seats", "water")),
        ),
        (
            "空调异响，座椅晃动，空调还是异响",
            (("air_conditioning", "noise"), ("seats", "shaking")),
        ),
    ],
)
def test_a_symptom_belongs_to_the_nearest_part(
    text,
    faults,
) -> None:
    assert read_facets(normalise(text)).faults == faults


@pytest.mark.parametrize("pattern", ["a", "(?:ab)", "ab?c", "\\bx\\w"])
def test_an_alternative_without_a_written_beginning_is_refused(
    pattern,
) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        shipped_phrases("components", {"part": pattern})


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        (r"\bengines?\b", "engine(s)"),
        ("提示.{0,6}故障", "提示…故障"),
        ("偏离(?!预警|辅助)", "偏离"),
        (r"\bvibrat\w+", "vibrat…"),
        (r"\bcharg(?:e|ing)\b(?! of)", "charg(e/ing)"),
    ],
)
def test_a_shipped_phrase_is_shown_as_people_read_it(pattern, shown) -> None:
    [(_start, phrase)] = shipped_phrases("components", {"part": pattern})

    assert phrase.shown == shown
