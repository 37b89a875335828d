"""What a night consists of, in order: each app's part in every shard, then the publication."""

from collections.abc import Callable
from datetime import date, datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.db import connections

from activity.models import Night
from activity.services.fingerprint import generation_fingerprint
from activity.services.night_shards import NightPart
from activity.services.nights import (
    finish_night,
    missing_dates,
    open_night,
    published,
    work_on_night,
)
from common.services.jobs import Clock, Progress
from insights.services.segment_rules import At
from insights.services.segments import refresh_segments
from lifecycle.services.night import DORMANCY_PART
from roles.services.night import ROLES_PART
from teamwork.services.merges import gather_strays

NIGHT_PARTS: tuple[NightPart, ...] = (ROLES_PART, DORMANCY_PART)


def open_night_of(*, business_date: date, now: datetime, **how: Any) -> Night:
    """The night of a date is open, with every part of it; merged members have nothing of their own left."""
    gather_strays(now=now)
    return open_night(business_date=business_date, now=now, parts=NIGHT_PARTS, **how)


def fingerprint_of(generation: int) -> str:
    """Return one hash of everything that all parts of a night wrote for each member."""
    return generation_fingerprint(generation, [model for part in NIGHT_PARTS for model in part.generations])


def run_night(
    *,
    business_date: date,
    clock: Clock,
    full: bool = False,
    again: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> Night:
    """The night of the date is done; with `workers` > 1, other processes of this machine help."""
    night = open_night_of(business_date=business_date, now=clock(), full=full, again=again, workers=workers)
    if night.state == Night.State.DONE:
        return night
    helpers = [_start_helper(night) for _n in range(workers - 1)]
    work_on_night(night=night, parts=NIGHT_PARTS, progress=progress or Progress(None))
    for helper in helpers:
        helper.join()
    return _publish(night, clock)


def _publish(night: Night, clock: Clock) -> Night:
    """The night is published, and every segment is as it says."""
    done = finish_night(night=night, clock=clock, parts=NIGHT_PARTS)
    refresh_published_segments(clock=clock)
    return done


def refresh_published_segments(*, clock: Clock) -> None:
    """Every segment is as the published generation says; also after a night that was killed before it came to that."""
    seen = published()
    if seen is not None:
        refresh_segments(at=At(seen.generation, clock()))


def help_with_night(*, night_id: int, clock: Clock) -> Night:
    """All shards of an open night are done and it is published, by this worker or another."""
    night = Night.objects.get(pk=night_id)
    if night.state == Night.State.DONE:
        return night
    work_on_night(night=night, parts=NIGHT_PARTS, progress=Progress(None))
    return _publish(night, clock)


def _start_helper(night: Night) -> BaseProcess:
    """A copy of this process helps; it opens connections of its own."""
    connections.close_all()
    helper = get_context("fork").Process(target=_help, args=(night.pk,))
    helper.start()
    return helper


def _help(night_id: int) -> None:
    work_on_night(night=Night.objects.get(pk=night_id), parts=NIGHT_PARTS, progress=Progress(None))


def run_missed_nights(
    *, clock: Clock, progress: Progress | None = None, call: Callable[[int], Any] | None = None
) -> list[Night]:
    """Every business date that is over is published, or another worker is at it; returns the nights that were run.

    With `call`, other workers are called with the night's id for their share of its shards.
    """
    nights: list[Night] = []
    for day in missing_dates(clock()):
        if call is None:
            nights.append(run_night(business_date=day, clock=clock, progress=progress))
        else:
            nights.append(_run_with_others(day, clock, call))
        if nights[-1].state != Night.State.DONE:
            break
    refresh_published_segments(clock=clock)
    return nights


def _run_with_others(day: date, clock: Clock, call: Callable[[int], Any]) -> Night:
    night = open_night_of(business_date=day, now=clock(), workers=settings.NIGHT_WORKERS)
    for _n in range(settings.NIGHT_WORKERS - 1):
        call(night.pk)
    return help_with_night(night_id=night.pk, clock=clock)


def run_missed_nights_job(*, progress: Progress, clock: Clock, job_id: int, again: bool) -> dict[str, Any]:
    """Run what is missing; with `again` and nothing missing, take in what came since the last night."""
    nights = run_missed_nights(clock=clock, progress=progress)
    seen = published()
    if again and not nights and seen is not None:
        nights = [run_night(business_date=seen.business_date, clock=clock, again=True, progress=progress)]
    return {"nights": [str(night.business_date) for night in nights]}
