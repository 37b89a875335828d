"""What was history when it arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from community.rules.history import OLD, is_history

ARRIVED = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), False),
        (OLD, False),
        (OLD + timedelta(seconds=1), True),
        (timedelta(days=700), True),
        (timedelta(days=-1), False),
    ],
)
def test_without_a_declared_day_what_is_old_at_arrival(age, expected) -> None:
    assert is_history(ARRIVED - age, ARRIVED, None) is expected


@pytest.mark.parametrize(
    ("posted_at", "expected"),
    [
        (ARRIVED - timedelta(days=1, seconds=1), True),
        (ARRIVED - timedelta(days=1), False),
        (ARRIVED, False),
    ],
)
def test_a_declared_day_decides_alone(posted_at, expected) -> None:
    until = ARRIVED - timedelta(days=1)
    assert is_history(posted_at, ARRIVED, until) is expected
    years_later = ARRIVED + timedelta(days=900)
    assert is_history(posted_at, years_later, until) is expected
