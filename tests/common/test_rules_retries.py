"""When a message that was not sent is tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from common.rules.retries import (
    LONGEST_WAIT,
    WAITS,
    asked_seconds,
    next_attempt,
    wait_after,
)

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
ANSWERED = "Wed, 20 May 2026 02:00:00 GMT"


def test_waits_grow_and_end() -> None:
    waits = [wait_after(n) for n in range(1, 10)]
    assert waits == sorted(waits, key=lambda wait: wait or timedelta.max)
    assert wait_after(10) is None
    assert sum(WAITS, timedelta()) > timedelta(days=3)
    with pytest.raises(ValueError, match="at least 1"):
        wait_after(0)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (None, WAITS[0]),
        (1.0, WAITS[0]),
        (90.0, timedelta(seconds=90)),
        (1e12, LONGEST_WAIT),
        (-5.0, WAITS[0]),
    ],
)
def test_a_receiver_is_left_alone_as_long_as_it_asks(
    asked: float | None,
    wait: timedelta,
) -> None:
    assert next_attempt(1, now=NOW, retry_after=asked) == NOW + wait
    assert next_attempt(len(WAITS) + 1, now=NOW, retry_after=asked) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("99999999999999999999", LONGEST_WAIT.total_seconds()),
        ("Wed, 20 May 2026 02:01:30 GMT", 90.0),
        ("Wed, 20 May 2026 01:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("٣", None),
    ],
)
def test_the_header_is_read_as_seconds_or_as_a_moment(
    header: str,
    seconds: float | None,
) -> None:
    assert asked_seconds(header, answered=ANSWERED) == seconds


def test_a_moment_without_the_clock_of_the_receiver_is_unknown() -> None:
    assert asked_seconds(ANSWERED, answered="") is None
