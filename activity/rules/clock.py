"""Whether the clock of this machine can be believed.

Nights of a future date would hide the true ones, so a clock that is wrong must not start one. What
the clock says is compared with what is known without it: when it was last believed, how long the
machine has been up since then, up to which day nights are published, and the times of the events
received since.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

# The whole installation may be off for a week of holidays without a confirmation.
UNSEEN = timedelta(days=7)
# Clocks of several machines differ, and are corrected while they run.
TOLERANCE = timedelta(hours=1)


class Doubt(StrEnum):
    """Why the clock is not believed."""

    NONE = ""
    AHEAD = "clock_ahead"
    BEHIND = "clock_behind"


class ClockSample(NamedTuple):
    """One reading of a machine's clocks.

    at: what its clock said
    boot: the id of the machine's present start, "" if unknown
    uptime: seconds since that start, which nobody can set
    """

    at: datetime
    boot: str
    uptime: float


class ClockEvidence(NamedTuple):
    """What is known of the time without the clock.

    last: the last reading that was believed
    published_until: when the day of the published night ends
    newest_received: the latest moment among the events received last
    """

    last: ClockSample | None
    published_until: datetime | None
    newest_received: datetime | None


def latest_believable(
    sample: ClockSample,
    evidence: ClockEvidence,
) -> datetime | None:
    """Return the latest moment that it can be now, judged without events; None
    if nothing is known.
    """
    latest: list[datetime] = []
    if evidence.last is not None:
        passed = _passed(evidence.last, sample)
        latest.append(evidence.last.at + max(UNSEEN, passed + TOLERANCE))
    if evidence.published_until is not None:
        latest.append(evidence.published_until + UNSEEN)
    return max(latest, default=None)


def _passed(last: ClockSample, now: ClockSample) -> timedelta:
    """Return how much time has certainly passed, if the machine has been up since."""
    is_same_boot = bool(now.boot) and now.boot == last.boot
    if not is_same_boot:
        return timedelta(0)
    return timedelta(seconds=max(now.uptime - last.uptime, 0.0))


def follow_events(latest: datetime, moments: Iterable[datetime]) -> datetime:
    """Return the latest moment that it can be now, given the times of events received since.

    Members' clocks are independent of ours: if something happened at least every UNSEEN, that time
    has passed. A single event far ahead proves nothing.
    """
    for at in sorted(moments):
        if at > latest:
            break
        latest = max(latest, at + UNSEEN)
    return latest


def is_published_ahead(
    now: datetime,
    published_until: datetime | None,
) -> bool:
    """Tell whether the published night is of a day that is not over by the clock."""
    return published_until is not None and published_until > now + TOLERANCE


def is_behind(sample: ClockSample, evidence: ClockEvidence) -> bool:
    """Tell whether the clock is behind, if the published night is ahead of it.

    The newest events decide: later than the clock means that it is behind, recent means that it is
    right. Without any, it is behind if it was believed at a much later time; otherwise the night is
    of the future.
    """
    if not is_published_ahead(sample.at, evidence.published_until):
        return False
    newest = evidence.newest_received
    if newest is not None and newest > sample.at + TOLERANCE:
        return True
    if newest is not None and newest > sample.at - UNSEEN:
        return False
    return evidence.last is not None and evidence.last.at > sample.at + UNSEEN
