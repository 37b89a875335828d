"""Until when an item is put off."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from teamwork.rules.snoozing import snoozed_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A Wednesday, ten o'clock in Shanghai.
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "day", "expected"),
    [
        ("hour", None, datetime(2026, 5, 20, 11, tzinfo=SHANGHAI)),
        ("tomorrow", None, datetime(2026, 5, 21, 9, tzinfo=SHANGHAI)),
        ("monday", None, datetime(2026, 5, 25, 9, tzinfo=SHANGHAI)),
        ("", date(2026, 6, 1), datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)),
        ("", date(2026, 5, 20), None),
        ("", date(2026, 5, 19), None),
        ("", date(2027, 5, 20), None),
        ("", None, None),
    ],
)
def test_until_when(
    when: str,
    day: date | None,
    expected: datetime | None,
) -> None:
    assert snoozed_until(when, day, NOW, SHANGHAI) == expected


def test_on_a_monday_the_next_monday_is_a_week_later() -> None:
    monday = datetime(2026, 5, 18, 2, 0, tzinfo=UTC)
    found = snoozed_until("monday", None, monday, SHANGHAI)
    assert found == datetime(2026, 5, 25, 9, tzinfo=SHANGHAI)
