"""What an issue is called."""

import pytest
from django.utils.translation import override

from alerts.models import Issue
from alerts.models.facet_labels import FACET_LABELS
from alerts.models.issue_labels import SCENES, TRIGGERS, VERBS
from alerts.rules.lexicon import SCENES as KNOWN_SCENES
from alerts.rules.lexicon import SYMPTOMS
from alerts.rules.lexicon import TRIGGERS as KNOWN_TRIGGERS
from tests.conftest import NOW

GARAGE = {
    "components": [["key", 9]],
    "symptoms": [["not_working", 9]],
    "scenes": [["underground_garage", 7]],
    "triggers": [["3.2.0", 8], ["ota", 6]],
    "shared_words": ["蓝牙钥匙"],
}


def named(**columns) -> str:
    return str(Issue(number=12, opened_at=NOW, **columns))


def test_a_name_says_what_where_and_after_what() -> None:
    with override("en"):
        assert named(**GARAGE) == (
            "Bluetooth key does not work in the underground garage after 3.2.0"
        )
        assert named(**{**GARAGE, "shared_words": []}).startswith("Key does")


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        (
            {"components": [["brakes", 3]], "symptoms": [["noise", 3]]},
            "Brakes: noise",
        ),
        (
            {
                "components": [["brakes", 3]],
                "symptoms": [["noise", 3]],
                "triggers": [["service", 3]],
            },
            "Brakes: noise after service",
        ),
        (
            {"components": [["seats", 29]], "shared_words": ["通风的声音"]},
            "Seats: “通风的声音”",
        ),
        ({"shared_words": ["老是要重新连"]}, "“老是要重新连”"),
        ({"components": [["seats", 3]]}, "Seats"),
        ({}, "Issue 12"),
        ({**GARAGE, "name": "车库里打不开车门"}, "车库里打不开车门"),
    ],
)
def test_a_name_without_some_of_it(columns, name) -> None:
    with override("en"):
        assert named(**columns) == name


def test_the_words_of_names_are_of_the_lexicon() -> None:
    assert SCENES.keys() == KNOWN_SCENES.keys()
    assert TRIGGERS.keys() == KNOWN_TRIGGERS.keys()
    assert SYMPTOMS.keys() >= VERBS
    assert FACET_LABELS.keys() >= VERBS
