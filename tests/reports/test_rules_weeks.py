"""The brief is about the last week that is over, and waits for its night."""

from datetime import date, datetime

import pytest

from reports.rules.weeks import last_whole_week, may_be_sent

WEEK = date(2026, 5, 11)


@pytest.mark.parametrize("day", [18, 20, 24])
def test_last_whole_week(day: int) -> None:
    assert last_whole_week(date(2026, 5, day)) == WEEK


@pytest.mark.parametrize(
    ("day", "hour", "computed", "is_sent"),
    [
        (17, 20, date(2026, 5, 17), False),
        (18, 7, date(2026, 5, 17), False),
        (18, 8, date(2026, 5, 17), True),
        (18, 8, date(2026, 5, 16), False),
        (18, 8, None, False),
        (18, 18, date(2026, 5, 16), True),
        (19, 8, None, True),
        (19, 7, None, False),
    ],
)
def test_it_waits_for_the_night_but_not_for_ever(
    day: int,
    hour: int,
    computed: date | None,
    is_sent: bool,
) -> None:
    at = datetime(2026, 5, day, hour, 0)  # noqa: DTZ001 - local by definition
    sent = may_be_sent(WEEK, local_now=at, computed_until=computed)
    assert sent == is_sent
