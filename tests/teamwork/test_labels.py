"""Days and waits in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from teamwork.labels import day_text, waited_text

TODAY = date(2026, 5, 20)
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "今天"),
        (date(2026, 5, 19), "昨天"),
        (date(2026, 5, 21), "明天"),
        (date(2026, 3, 1), "03-01"),
        (date(2025, 12, 31), "2025-12-31"),
    ],
)
def test_days_as_they_are_said(day: date, words: str) -> None:
    with override("zh-hans"):
        assert day_text(day, TODAY) == words


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (NOW - timedelta(minutes=59), "just now"),
        (NOW - timedelta(hours=1), "1 hour"),
        (NOW - timedelta(hours=23), "23 hours"),
        (NOW - timedelta(hours=49), "2 days"),
        (TODAY, "today"),
        (date(2026, 5, 16), "4 days"),
        (NOW + timedelta(hours=2), "just now"),
    ],
)
def test_waits_in_the_largest_sensible_unit(
    since: datetime | date,
    words: str,
) -> None:
    with override("en"):
        assert waited_text(since, NOW, TODAY) == words
