"""Check the clock before it decides anything: believe it, or raise an alarm."""

import logging
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from activity.models import ClockReading, NightlyRun
from activity.rules.clock import (
    ClockEvidence,
    ClockSample,
    Doubt,
    follow_events,
    is_behind,
    latest_believable,
)
from activity.selectors.clock import days_received, newest_received
from activity.selectors.nights import published, published_day_ends_at
from common.calendar import business_today

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
logger = logging.getLogger(__name__)


def look_at_clock(*, now: datetime, accept: bool = False) -> Doubt:
    """Store whether the clock is believed, and return why not.

    A changed answer is logged once. With `accept` the clock is believed in any
    case: an operator has confirmed it.
    """
    boot, uptime = _boot_and_uptime()
    sample = ClockSample(now, boot, uptime)
    row = ClockReading.objects.filter(pk=1).first() or ClockReading()
    doubt = Doubt.NONE if accept else _find_doubt(sample, row)
    changes: dict[str, Any] = {"doubt": doubt.value, "doubted_at": now}
    if doubt == Doubt.NONE:
        changes = {
            "doubt": doubt.value,
            "doubted_at": None,
            "believed_at": now,
            "boot": boot,
            "uptime": uptime,
        }
    ClockReading.objects.update_or_create(pk=1, defaults=changes)
    if doubt != row.doubt:
        _log_change(doubt, row, now)
    return doubt


def _log_change(doubt: Doubt, row: ClockReading, now: datetime) -> None:
    if doubt == Doubt.NONE:
        logger.warning("the clock is believed again: %s", now.isoformat())
        return
    logger.error(
        "%s: the clock says %s, it was last believed at %s; no night is run by it. "
        "If it is right, run `manage.py run_nightly --accept-clock`; if not, set it.",
        doubt.value,
        now.isoformat(),
        row.believed_at.isoformat() if row.believed_at else "no time yet",
    )


def set_aside_future_nights(*, now: datetime) -> int:
    """Mark the nights that were run while the clock was ahead; return how many
    were marked just now.

    Each of their days gets a night again in time, with a new plan.
    """
    ahead = NightlyRun.objects.ahead_of(now, today=business_today(now))
    nights = ahead.filter(set_aside_at__isnull=True)
    days = list(
        nights.order_by("business_date").values_list(
            "business_date",
            flat=True,
        ),
    )
    if days:
        nights.update(set_aside_at=now)
        logger.error(
            "%s nights of the future are set aside: %s to %s",
            len(days),
            days[0],
            days[-1],
        )
    return len(days)


def _find_doubt(sample: ClockSample, row: ClockReading) -> Doubt:
    seen = published()
    evidence = ClockEvidence(
        last=_last_believed(row),
        published_until=published_day_ends_at(seen) if seen else None,
        newest_received=newest_received(),
    )
    if is_behind(sample, evidence):
        return Doubt.BEHIND
    latest = latest_believable(sample, evidence)
    if latest is None or sample.at <= latest:
        return Doubt.NONE
    known_events = seen.events_through if seen else 0
    days = days_received(after=known_events, latest=latest)
    if sample.at <= follow_events(latest, days):
        return Doubt.NONE
    return Doubt.AHEAD


def _last_believed(row: ClockReading) -> ClockSample | None:
    if row.believed_at is None:
        return None
    return ClockSample(row.believed_at, row.boot, row.uptime)


def _boot_and_uptime() -> tuple[str, float]:
    """Return the id of this machine's present start and the seconds since
    then, with sleep; ("", 0.0) if unknown.
    """
    if not BOOT_ID.exists() or not hasattr(time, "CLOCK_BOOTTIME"):
        return "", 0.0
    uptime = time.clock_gettime(time.CLOCK_BOOTTIME)
    return BOOT_ID.read_text("ascii").strip(), uptime
