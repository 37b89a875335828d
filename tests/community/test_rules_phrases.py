"""Phrases in Latin letters are found under their first whole words or a stem."""

import pytest

from community.rules.phrases import Phrase, PhraseFinder


@pytest.mark.parametrize(
    ("alternative", "text", "found"),
    [
        ("over the air", "an over the air update", "over the air"),
        ("charg[a-z]+", "it is charging now", "charging"),
        ("touch scree[a-z]+", "the touch screens froze", "touch screens"),
        ("won't [a-z]+ up", "it won't wake up today", "won't wake up"),
        ("brake(?! pad)", "the brake squeals", "brake"),
    ],
)
def test_a_phrase_is_found_by_how_it_begins(
    alternative: str,
    text: str,
    found: str,
) -> None:
    start = text.index(found)
    finder = PhraseFinder({"it": alternative, "other": "nothing like it"})
    assert finder.find(text) == [Phrase("it", start, start + len(found))]
    assert finder.find(found[:3]) == []


def test_a_condition_is_no_part_of_the_words() -> None:
    finder = PhraseFinder({"it": "brake(?! pad)"})
    assert finder.find("the brake pads are worn") == []
