"""When a silence is longer than usual: of busy feeds, sparse ones, and files."""

import numpy as np
import pytest

from activity.rules.feed_watch import (
    awaits_delivery,
    empty_runs,
    is_explained_by_refusals,
    is_unusual,
    judge_silence,
    read_rhythm,
    usual_gaps,
)

DAYS = 182
DAYTIME = [0] * 8 + [1] * 14 + [0] * 2


def by_day(days, hours=None):
    """Return counts by hour whose days have these sums, by the hours' weights."""
    weights = np.array(hours or DAYTIME, dtype=float)
    random = np.random.default_rng(3)
    shares = weights / weights.sum()
    return np.array([random.multinomial(int(n), shares) for n in days])


def alarm_after(counts, *, hours, start=22.0):
    """Tell whether so many hours of silence after the last whole day are an alarm."""
    rhythm = read_rhythm(counts, 0)
    begins = len(counts) * 24 - 24 + start
    silence = judge_silence(
        rhythm,
        begins=begins,
        ends=begins + hours,
        first_weekday=0,
    )
    return is_unusual(rhythm, silence)


def test_busy_feed_alarms_within_a_day_but_not_overnight() -> None:
    counts = by_day(np.random.default_rng(1).poisson(400, DAYS))
    assert not alarm_after(counts, hours=11), "the night is always silent"
    assert alarm_after(counts, hours=24)


def test_quiet_weekends_of_an_office_feed_are_usual() -> None:
    days = np.where(np.arange(DAYS) % 7 < 5, 90, 0)
    friday = by_day(days[: DAYS - 2])
    assert not alarm_after(friday, hours=58), "until Monday morning"
    assert alarm_after(friday, hours=84), "until Tuesday morning"


def test_monthly_export_alarms_after_two_missing_ones() -> None:
    days = np.zeros(DAYS, dtype=int)
    days[1::30] = 900
    counts = by_day(days[: np.flatnonzero(days)[-1] + 1])
    assert not alarm_after(counts, hours=35 * 24)
    assert alarm_after(counts, hours=65 * 24)


def test_sparse_feed_waits_until_silence_is_unlikely() -> None:
    days = np.random.default_rng(5).poisson(0.4, DAYS)
    days[-1] = 1
    counts = by_day(days)
    assert not alarm_after(counts, hours=7 * 24)
    assert alarm_after(counts, hours=60 * 24)


def test_one_loud_day_does_not_excuse_silence() -> None:
    days = np.random.default_rng(2).poisson(60, DAYS)
    days[100] = 9_000
    assert alarm_after(by_day(days), hours=30)


def test_former_outage_changes_neither_rate_nor_gap() -> None:
    days = np.random.default_rng(4).poisson(80, DAYS)
    usual = read_rhythm(by_day(days), 0)
    days[60:90] = 0
    broken = read_rhythm(by_day(days), 0)
    assert broken.gap <= usual.gap + 3
    assert broken.weekday.sum() == pytest.approx(usual.weekday.sum(), rel=0.1)


def test_feed_that_shrank_is_judged_by_its_last_weeks() -> None:
    days = np.concatenate((np.full(DAYS - 56, 200), np.full(56, 20)))
    rhythm = read_rhythm(by_day(days), 0)
    assert rhythm.weekday.mean() == pytest.approx(20, rel=0.05)


@pytest.mark.parametrize("days", [[50] * 20, [0] * 60 + [1] * 10])
def test_short_or_thin_history_is_no_rhythm(days) -> None:
    assert read_rhythm(by_day(days), 0) is None


def test_silence_counts_what_was_due_hour_by_hour() -> None:
    counts = np.tile(np.array(DAYTIME) * 10, (DAYS, 1))
    rhythm = read_rhythm(counts, 0)
    noon = DAYS * 24 + 12.0
    judged = judge_silence(
        rhythm,
        begins=noon,
        ends=noon + 24,
        first_weekday=0,
    )
    assert judged.expected == pytest.approx(140)
    at_night = judge_silence(
        rhythm,
        begins=noon + 11,
        ends=noon + 18,
        first_weekday=0,
    )
    assert at_night.expected == 0


def test_weekly_file_is_awaited_half_a_week_longer() -> None:
    arrivals = np.arange(10) * 168
    last = float(arrivals[-1])
    assert awaits_delivery(arrivals, last + 250)
    assert not awaits_delivery(arrivals, last + 253)
    assert not awaits_delivery(arrivals[:1], 1.0), "one load is no rhythm"


def test_two_outages_are_told_from_usual_gaps() -> None:
    moments = np.array([0, 1, 2, 3, 203, 204, 206, 207, 208, 308, 309, 310])
    gap, outages = usual_gaps(moments)
    assert gap == 2
    assert sorted(outages) == [(3, 203), (208, 308)]


def test_refused_rows_shorten_the_proof() -> None:
    counts = by_day(np.full(DAYS, 24), hours=[1] * 24)
    rhythm = read_rhythm(counts, 0)
    end = DAYS * 24.0
    silence = judge_silence(
        rhythm,
        begins=end,
        ends=end + 8,
        first_weekday=0,
    )
    assert not is_unusual(rhythm, silence)
    assert is_explained_by_refusals(silence, 6)
    assert not is_explained_by_refusals(silence, 2)


def test_empty_runs_end_where_events_come_again() -> None:
    assert empty_runs(np.array([3, 4, 9]), 12.5) == [(5.0, 9.0), (10.0, 12.5)]
