"""How often the feed watch is wrong on a log of events, and how late it is."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from activity.rules.feed_watch import (
    HISTORY_DAYS,
    MIN_DAYS,
    MIN_SILENCE_HOURS,
    FeedRhythm,
    Ints,
    empty_runs,
    is_unusual,
    judge_silence,
    read_rhythm,
)

TIME_COLUMNS = ("time", "day", "posted_at")
KIND_COLUMNS = ("action", "dimension", "kind")
LONGEST_DAYS = 200
# A log of days says nothing of hours: its events count at noon.
NOON = 12


class LogFeed(NamedTuple):
    """A feed of a log: its name, its first day, and its counts (days, 24)."""

    name: str
    first_day: date
    counts: Ints


class FeedRecord(NamedTuple):
    """What the watch did on a feed.

    years: that were watched · false_alarms: silences that ended by themselves
    · delays: days from random last events to the alarm; inf for none within
    LONGEST_DAYS.
    """

    name: str
    per_week: float
    years: float
    false_alarms: int
    delays: list[float]


def read_log(path: Path) -> Iterator[LogFeed]:
    """Yield all events of a log together, then each kind that it has."""
    hours: dict[str, list[int]] = {}
    counts: dict[str, list[int]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        names = rows.fieldnames or []
        time = next(name for name in TIME_COLUMNS if name in names)
        kind = next((name for name in KIND_COLUMNS if name in names), "")
        for row in rows:
            hour = _hour_number(row[time])
            for name in ("all", row[kind] if kind else "all"):
                hours.setdefault(name, []).append(hour)
                counts.setdefault(name, []).append(int(row.get("count") or 1))
            if not kind:
                hours["all"].pop()
                counts["all"].pop()
    for name in hours:
        yield _feed(name, hours[name], counts[name])


def _hour_number(text: str) -> int:
    """Return the hour since 1970 of a moment as logs write it."""
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    hour = int(moment.timestamp()) // 3600
    return hour + NOON if len(text) == len("2026-01-01") else hour


def _feed(name: str, hours: list[int], counts: list[int]) -> LogFeed:
    begins = min(hours) // 24
    size = max(hours) // 24 - begins + 1
    table = np.zeros(size * 24, dtype=np.int64)
    np.add.at(table, np.array(hours) - begins * 24, counts)
    first_day = date(1970, 1, 1) + timedelta(days=begins)
    return LogFeed(name, first_day, table.reshape(size, 24))


def evaluate_feed(feed: LogFeed, *, cuts: int, seed: int) -> FeedRecord:
    """Return what the watch does on a feed: on its own silences, and if it
    were cut off at `cuts` random events.
    """
    watched = len(feed.counts) - MIN_DAYS
    active = np.flatnonzero(feed.counts)
    late = active[active >= MIN_DAYS * 24]
    random = np.random.default_rng(seed)
    delays = []
    for hour in random.choice(late, size=min(cuts, len(late)), replace=False):
        delay = _delay(feed, int(hour))
        if delay is not None:
            delays.append(delay)
    return FeedRecord(
        name=feed.name,
        per_week=float(feed.counts.sum()) / len(feed.counts) * 7,
        years=watched / 365,
        false_alarms=_false_alarms(feed, active),
        delays=delays,
    )


def _rhythm_at(feed: LogFeed, hour: int) -> tuple[FeedRhythm | None, int]:
    """Return the rhythm of the half year before an hour, and the weekday of
    the log's first day.
    """
    day = hour // 24
    start = max(0, day - HISTORY_DAYS)
    counts = feed.counts[start:day]
    filled = np.flatnonzero(counts.any(axis=1))
    if len(filled):
        start += int(filled[0])
        counts = counts[int(filled[0]) :]
    weekday = (feed.first_day + timedelta(days=start)).weekday()
    return read_rhythm(counts, weekday), feed.first_day.weekday()


def _false_alarms(feed: LogFeed, active: Ints) -> int:
    """Return how many of the feed's own silences would have raised an alarm."""
    alarms = 0
    for begins, ends in empty_runs(active, float(active[-1])):
        if ends - begins < MIN_SILENCE_HOURS:
            continue
        rhythm, weekday = _rhythm_at(feed, int(begins) - 1)
        if rhythm is None:
            continue
        silence = judge_silence(
            rhythm,
            begins=begins,
            ends=ends,
            first_weekday=weekday,
        )
        alarms += is_unusual(rhythm, silence)
    return alarms


def _delay(feed: LogFeed, hour: int) -> float | None:
    """Return after how many days a silence from this hour on is an alarm, None
    if the rhythm is unknown there.
    """
    rhythm, weekday = _rhythm_at(feed, hour)
    if rhythm is None:
        return None
    begins = float(hour + 1)
    for hours in range(int(MIN_SILENCE_HOURS), LONGEST_DAYS * 24):
        silence = judge_silence(
            rhythm,
            begins=begins,
            ends=begins + hours,
            first_weekday=weekday,
        )
        if is_unusual(rhythm, silence):
            return hours / 24
    return float("inf")
