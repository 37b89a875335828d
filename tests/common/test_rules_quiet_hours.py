from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from common.rules.quiet_hours import quiet_until

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-05-{text}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("20T21:59", None),
        ("20T22:00", "21T08:00"),
        ("21T00:30", "21T08:00"),
        ("21T07:59", "21T08:00"),
        ("21T08:00", None),
    ],
)
def test_night_is_quiet_over_midnight(now: str, until: str | None) -> None:
    found = quiet_until(at(now), time(22), time(8), SHANGHAI)
    assert found == (at(until) if until else None)


def test_quiet_hours_within_a_day_and_none() -> None:
    noon = at("20T12:30")
    assert quiet_until(noon, time(12), time(14), SHANGHAI) == at("20T14:00")
    assert quiet_until(noon, time(13), time(14), SHANGHAI) is None
    assert quiet_until(noon, time(0), time(0), SHANGHAI) is None
