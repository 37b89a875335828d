"""Which moments a clock can show without being doubted."""

from datetime import UTC, datetime, timedelta

import pytest

from activity.rules.clock import (
    TOLERANCE,
    UNSEEN,
    ClockEvidence,
    ClockSample,
    follow_events,
    is_behind,
    is_published_ahead,
    latest_believable,
)

NOW = datetime(2026, 5, 20, 2, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOTHING = ClockEvidence(None, None, None)


def reading(at: datetime, boot: str = "", uptime: float = 0.0) -> ClockSample:
    return ClockSample(at, boot, uptime)


def test_without_any_evidence_every_moment_is_believed() -> None:
    assert latest_believable(reading(NOW), NOTHING) is None


def test_a_machine_may_be_off_for_a_week_of_holidays() -> None:
    assert (
        latest_believable(reading(NOW), NOTHING._replace(last=reading(NOW)))
        == NOW + UNSEEN
    )
    assert (
        latest_believable(reading(NOW), NOTHING._replace(published_until=NOW))
        == NOW + UNSEEN
    )


def test_the_later_of_reading_and_published_night_counts() -> None:
    evidence = ClockEvidence(reading(NOW), NOW - 3 * DAY, None)
    assert latest_believable(reading(NOW), evidence) == NOW + UNSEEN
    assert (
        latest_believable(
            reading(NOW),
            evidence._replace(published_until=NOW + DAY),
        )
        == NOW + DAY + UNSEEN
    )


@pytest.mark.parametrize(
    ("boot", "days", "believed"),
    [
        ("a", 40, 40 * DAY + TOLERANCE),
        ("a", 3, UNSEEN),
        ("b", 40, UNSEEN),
        ("", 40, UNSEEN),
        ("a", -40, UNSEEN),
    ],
)
def test_uptime_proves_that_time_passed_on_the_same_boot(
    boot,
    days,
    believed,
) -> None:
    last = reading(NOW, "" if boot == "" else "a", 50 * 86_400.0)
    now = reading(NOW + 100 * DAY, boot, (50 + days) * 86_400.0)
    assert (
        latest_believable(now, NOTHING._replace(last=last)) == NOW + believed
    )


def test_events_lead_on_in_steps_of_at_most_a_week() -> None:
    assert follow_events(NOW, []) == NOW
    assert follow_events(NOW, [NOW - DAY]) == NOW - DAY + UNSEEN
    assert follow_events(NOW, [NOW]) == NOW + UNSEEN
    assert (
        follow_events(NOW, [NOW + 14 * DAY, NOW + 7 * DAY, NOW])
        == NOW + 21 * DAY
    )
    assert follow_events(NOW, [NOW + HOUR]) == NOW
    assert follow_events(NOW, [NOW, NOW + 8 * DAY]) == NOW + UNSEEN


def test_an_old_event_takes_nothing_back() -> None:
    assert follow_events(NOW, [NOW - 30 * DAY]) == NOW


def test_a_night_is_ahead_if_its_day_ends_after_the_tolerance() -> None:
    assert not is_published_ahead(NOW, None)
    assert not is_published_ahead(NOW, NOW + TOLERANCE)
    assert is_published_ahead(NOW, NOW + TOLERANCE + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("newest", "believed", "behind"),
    [
        (NOW + 2 * HOUR, None, True),
        (NOW + HOUR, None, False),
        (NOW - DAY, NOW + 30 * DAY, False),
        (NOW - 8 * DAY, NOW + 30 * DAY, True),
        (NOW - 8 * DAY, NOW + 7 * DAY, False),
        (None, NOW + 30 * DAY, True),
        (None, None, False),
    ],
)
def test_the_newest_events_decide_between_clock_and_night(
    newest,
    believed,
    behind,
) -> None:
    last = reading(believed) if believed else None
    assert (
        is_behind(reading(NOW), ClockEvidence(last, NOW + 2 * DAY, newest))
        is behind
    )


def test_a_clock_is_not_behind_a_night_that_is_over() -> None:
    assert not is_behind(
        reading(NOW),
        ClockEvidence(reading(NOW + 30 * DAY), NOW, NOW + 30 * DAY),
    )
