"""The time to the first answer counts questions that have none."""

import pytest

from alerts.rules.service_level import median_wait


@pytest.mark.parametrize(
    ("hours", "asked", "median"),
    [
        ([1.0, 3.0, 5.0], 3, 3.0),
        ([1.0, 3.0, 5.0], 4, 4.0),
        ([1.0, 3.0, 5.0], 5, 5.0),
        ([1.0, 3.0, 5.0], 6, None),
        ([], 2, None),
        ([], 0, None),
    ],
)
def test_what_waits_is_longer_than_any(hours, asked, median) -> None:
    assert median_wait(hours, asked) == median
