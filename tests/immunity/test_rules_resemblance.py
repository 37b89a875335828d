"""What a present issue has in common with a past one, and what differs."""

from immunity.rules.resemblance import (
    make_profile,
    most_alike,
    resemble,
)

BRAKES = {
    "faults": [["brakes|not_working", 4]],
    "components": [["brakes", 4]],
    "symptoms": [["not_working", 4]],
    "model_series": [["星驰", 4]],
}
RAINY = {
    **BRAKES,
    "scenes": [["rain", 3]],
    "model_series": [["远航", 3]],
}
SCREEN = {
    "faults": [["head_unit|black_screen", 3]],
    "components": [["head_unit", 3]],
    "symptoms": [["black_screen", 3]],
}


def test_same_fault_of_another_car_is_alike_and_differs() -> None:
    found = resemble(make_profile(RAINY, {}), make_profile(BRAKES, {}))
    assert found.is_alike
    assert found.shared["components"] == ("brakes",)
    assert found.only_present["scenes"] == ("rain",)
    assert found.only_past["model_series"] == ("星驰",)


def test_nothing_alike_is_said() -> None:
    past = [(1, make_profile(BRAKES, {}))]
    assert most_alike(make_profile(SCREEN, {}), past) == []


def test_likest_comes_first_and_at_most_three() -> None:
    present = make_profile(RAINY, {"踏板": 5})
    past = [(n, make_profile(BRAKES, {})) for n in range(4)]
    past.append((9, make_profile(RAINY, {"踏板": 5})))
    found = most_alike(present, past)
    assert found[0][0] == 9
    assert len(found) == 3


def test_words_alone_find_what_the_lexicon_does_not_know() -> None:
    words = {"香味": 6, "滤芯": 6}
    past = [(1, make_profile({}, words))]
    assert most_alike(make_profile({}, words), past)
    assert not most_alike(make_profile({}, {"天窗": 6}), past)


def test_how_owners_were_treated_counts_little() -> None:
    treated = {
        "components": [["dealer", 9], ["brakes", 1]],
        "symptoms": [["refused", 3]],
    }
    other = {
        "components": [["dealer", 9], ["head_unit", 1]],
        "symptoms": [["black_screen", 3]],
    }
    assert not resemble(
        make_profile(treated, {}), make_profile(other, {})
    ).is_alike
