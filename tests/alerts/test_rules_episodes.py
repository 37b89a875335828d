"""Episodes of issues."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from alerts.rules.episodes import (
    QUIET,
    EpisodeSpan,
    follow_episode,
    last_span,
    split_into_episodes,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (day(10) + QUIET, EpisodeSpan(day(0), day(10) + QUIET)),
        (
            day(10) + QUIET + SECOND,
            EpisodeSpan(*[day(10) + QUIET + SECOND] * 2),
        ),
        (day(5), EpisodeSpan(day(0), day(10))),
        (day(0) - QUIET, EpisodeSpan(day(0) - QUIET, day(10))),
        (day(0) - QUIET - SECOND, EpisodeSpan(day(0), day(10))),
    ],
)
def test_a_report_continues_or_begins_an_episode(at, expected) -> None:
    assert follow_episode(EpisodeSpan(day(0), day(10)), at) == expected


def test_a_report_of_any_order_leaves_the_last_episode() -> None:
    moments = [day(0), day(20), day(200), day(230)]
    for order in permutations(moments):
        span = None
        for at in order:
            span = follow_episode(span, at)
        assert span == EpisodeSpan(day(200), day(230))
    assert last_span(moments) == EpisodeSpan(day(200), day(230))
    assert last_span([]) is None


def test_episodes_count_reports_and_distinct_owners() -> None:
    reports = [(day(200), 1), (day(0), 1), (day(1), 1), (day(2), 2)]
    first, second = split_into_episodes(reports)
    assert (first.began_at, first.last_at) == (day(0), day(2))
    assert (first.reports, first.owners) == (3, 2)
    assert (second.reports, second.owners) == (1, 1)
    assert not second.is_over(day(200) + QUIET)
    assert second.is_over(day(200) + QUIET + SECOND)
