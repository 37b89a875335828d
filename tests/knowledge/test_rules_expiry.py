"""Until when a script may be used."""

from datetime import date, timedelta

import pytest

from knowledge.rules.expiry import (
    MAX_DAYS,
    expiry_fault,
    is_usable,
    usual_expiry,
    warned_until,
)

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("days", "fault"),
    [(-1, "past"), (0, ""), (MAX_DAYS, ""), (MAX_DAYS + 1, "late")],
)
def test_a_last_day_lies_within_a_year(days: int, fault: str) -> None:
    assert expiry_fault(TODAY + timedelta(days=days), TODAY) == fault


@pytest.mark.parametrize(
    ("state", "days", "usable"),
    [
        ("approved", 0, True),
        ("approved", -1, False),
        ("retired", 10, False),
        ("submitted", 10, False),
    ],
)
def test_only_approved_ones_may_be_used_to_their_last_day(
    state: str, days: int, usable: bool
) -> None:
    until = TODAY + timedelta(days=days)
    assert is_usable(state, until, TODAY) is usable


def test_the_proposed_day_can_be_approved() -> None:
    assert expiry_fault(usual_expiry(TODAY), TODAY) == ""
    assert warned_until(TODAY) == date(2026, 6, 3)
