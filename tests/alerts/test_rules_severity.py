"""The severity that reports suggest."""

import pytest

from alerts.rules.lexicon import COMPONENTS, SYMPTOMS
from alerts.rules.severity import (
    COSMETIC,
    DANGEROUS,
    DANGEROUS_LEADING,
    DISABLING,
    NEEDED_PARTS,
    SAFETY_PARTS,
    SAFETY_SYMPTOMS,
    TOTAL_FAILURE,
    suggest_severity,
)


def suggested(parts, symptoms) -> tuple[str, tuple[str, ...]]:
    return suggest_severity(
        {
            "components": [[name, 5] for name in parts],
            "symptoms": symptoms,
        },
    )


@pytest.mark.parametrize(
    ("parts", "symptoms", "level", "signs"),
    [
        (["traction_battery"], [["fire", 1]], "critical", ("fire",)),
        (["body"], [["noise", 9], ["fire", 1]], "critical", ("fire",)),
        (
            ["brakes"],
            [["not_working", 5]],
            "critical",
            ("brakes", "not_working"),
        ),
        (["steering"], [["noise", 5]], "high", ("steering",)),
        (["engine"], [["power_loss", 5]], "critical", ("power_loss",)),
        (["engine"], [["noise", 9], ["power_loss", 1]], "normal", ()),
        (["charging"], [["will_not_charge", 5]], "high", ("will_not_charge",)),
        (["interior"], [["smell", 5]], "low", ("smell",)),
        (["interior"], [["smell", 5], ["noise", 5]], "normal", ()),
        (["brakes"], [], "normal", ()),
        (
            ["head_unit"],
            [["black_screen", 7], ["frozen", 2]],
            "high",
            ("head_unit", "black_screen"),
        ),
        ([], [["black_screen", 5]], "high", ("black_screen",)),
        (["key"], [["not_working", 9]], "high", ("key", "not_working")),
        (["head_unit"], [["frozen", 9]], "normal", ()),
        (["points"], [["not_working", 9]], "normal", ()),
        (["app"], [["crash", 5]], "normal", ()),
        ([], [], "normal", ()),
    ],
)
def test_what_is_said_suggests_a_level(parts, symptoms, level, signs) -> None:
    assert suggested(parts, symptoms) == (level, signs)


def test_every_sign_is_an_entry_of_the_lexicon() -> None:
    signs = (
        COSMETIC
        | DANGEROUS
        | DANGEROUS_LEADING
        | DISABLING
        | SAFETY_SYMPTOMS
        | TOTAL_FAILURE
    )
    assert signs <= SYMPTOMS.keys()
    assert COMPONENTS.keys() >= SAFETY_PARTS | NEEDED_PARTS
