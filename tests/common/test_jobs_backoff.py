"""The pause before the next try: doubled, capped, spread."""

import pytest

from common.jobs.backoff import pause_after


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (7, 30), (10_000, 30)],
)
def test_pause_doubles_up_to_half_a_minute(
    failures: int,
    seconds: float,
) -> None:
    assert pause_after(failures) == seconds


def test_jitter_takes_at_most_half_of_the_pause() -> None:
    assert [pause_after(6, jitter=share) for share in (0.0, 0.5, 1.0)] == [
        30,
        22.5,
        15,
    ]
