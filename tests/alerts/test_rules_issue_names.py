"""What an issue is named by."""

import pytest

from alerts.rules.issue_names import (
    NameFacts,
    name_facts,
    named_phrase,
    shared_phrases,
)

NONE = {
    "components": [],
    "symptoms": [],
    "scenes": [],
    "triggers": [],
    "model_series": [],
}
KEY = {
    **NONE,
    "components": [["key", 9], ["doors", 2]],
    "symptoms": [["not_working", 9], ["no_connection", 2]],
}


def test_the_most_frequent_fault_names_an_issue() -> None:
    assert name_facts(KEY) == NameFacts("key", "not_working")
    assert name_facts(NONE) == NameFacts()


@pytest.mark.parametrize(
    ("scenes", "scene"),
    [
        ([["underground_garage", 5]], "underground_garage"),
        ([["underground_garage", 4]], ""),
        ([], ""),
    ],
)
def test_a_scene_names_it_if_half_say_so(scenes, scene) -> None:
    assert name_facts({**KEY, "scenes": scenes}).scene == scene


@pytest.mark.parametrize(
    ("triggers", "trigger", "version"),
    [
        ([["ota", 10], ["3.2.0", 4]], "ota", "3.2.0"),
        ([["ota", 10], ["3.2.0", 2]], "ota", ""),
        ([["ota", 10], ["3.2.0", 4], ["3.1.4", 3]], "ota", ""),
        ([["3.2.0", 4]], "", ""),
        ([["3.2.0", 5]], "", "3.2.0"),
        ([["service", 9]], "service", ""),
    ],
)
def test_a_version_names_it_if_it_is_clear(
    triggers,
    trigger,
    version,
) -> None:
    facts = name_facts({**KEY, "triggers": triggers})
    assert (facts.trigger, facts.version) == (trigger, version)


def test_of_parts_named_as_often_a_door_is_not_the_cause() -> None:
    facets = {**KEY, "components": [["doors", 3], ["key", 3]]}
    assert name_facts(facets).part == "key"
    facets["components"] = [["doors", 4], ["key", 3]]
    assert name_facts(facets).part == "doors"


def test_a_symptom_that_few_say_names_nothing() -> None:
    facets = {
        **NONE,
        "components": [["seats", 29]],
        "symptoms": [["noise", 1]],
    }
    assert name_facts(facets) == NameFacts("seats")


def test_a_symptom_that_cannot_be_said_of_the_part_is_passed_over() -> None:
    facets = {
        **NONE,
        "components": [["engine", 5]],
        "symptoms": [["login_failed", 5], ["noise", 4]],
    }
    assert name_facts(facets).symptom == "noise"


def test_shared_words_become_the_phrase_in_which_they_stand() -> None:
    texts = [
        "座椅通风的声音大了，听着难受",
        "今天座椅通风的声音又来了",
        "座椅加热很好",
    ]
    words = [
        {"座椅": 2, "椅通": 5, "通风": 4, "风的": 2, "的声": 2, "声音": 3},
        {"座椅": 2, "椅通": 5, "通风": 4, "风的": 2, "的声": 2, "声音": 3},
        {"座椅": 2, "加热": 5},
    ]
    assert shared_phrases(texts, words) == ["座椅通风的声音"]
    assert shared_phrases(texts[:1], words[:1]) == [], "one report shares none"
    assert shared_phrases([], []) == []


def test_a_part_is_called_as_at_least_half_call_it() -> None:
    assert named_phrase(["蓝牙钥匙失灵", "手机蓝牙连不上", "钥匙丢了"]) == [
        "蓝牙",
    ]
    assert named_phrase(["bluetooth fails", "the bluetooth key"]) == [
        "bluetooth",
    ]
    assert named_phrase(["蓝牙钥匙失灵", "钥匙没电", "钥匙丢了"]) == []
