"""No window of a receiver ever holds more messages than its limit."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.rules.rates import MARGIN, free_from

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = ((3, MINUTE), (8, 5 * MINUTE))
# How long each attempt takes, when within it the message arrives, and how long
# the sender would rather wait before the next one.
TRIPS = st.tuples(
    st.floats(0, 40),
    st.floats(0, 1),
    st.floats(0, 90),
)


@given(trips=st.lists(TRIPS, max_size=30))
def test_no_window_holds_more_than_its_limit(
    trips: list[tuple[float, float, float]],
) -> None:
    now, ends, arrivals = NOW, [], []
    for taken, share, pause in trips:
        now = max(now, free_from(ends, LIMITS) or now)
        arrivals.append(now + timedelta(seconds=taken * share))
        ends.append(now + timedelta(seconds=taken))
        now = ends[-1] + timedelta(seconds=pause)
    for most, window in LIMITS:
        for first, last in zip(arrivals, arrivals[most:], strict=False):
            assert last - first >= window


def test_a_message_goes_at_once_below_the_limit() -> None:
    assert free_from([], LIMITS) is None
    assert free_from([NOW, NOW], LIMITS) is None


def test_it_waits_for_the_oldest_that_counts() -> None:
    ends = [NOW - timedelta(seconds=10 * n) for n in (1, 3, 2, 5)]
    oldest_of_three = NOW - timedelta(seconds=30)
    assert free_from(ends, [(3, MINUTE)]) == oldest_of_three + MINUTE + MARGIN


def test_a_limit_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        free_from([], [(0, MINUTE)])
