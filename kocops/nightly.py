"""The nightly run: the stages of all apps in order, then the publication."""

from collections.abc import Callable
from datetime import date, datetime
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.models import Model

from activity.models import NightlyRun
from activity.rules.clock import Doubt
from activity.selectors.fingerprint import generation_fingerprint
from activity.selectors.freshness import read_freshness
from activity.selectors.nights import missing_dates, published
from activity.services.clock import look_at_clock, set_aside_future_nights
from activity.services.feed_watch import watch_feeds
from activity.services.night_plans import open_night
from activity.services.night_publishing import finish_night
from activity.services.night_work import work_on_night
from activity.services.pipeline import Announcer, PipelineStage
from activity.stage import MEMBER_SETS_PART
from common.db.locks import exclusive
from common.errors import Conflict
from common.jobs.queue import Clock, Progress
from insights.rules.segments import AsOf
from insights.services.segment_counts import refresh_segments
from lifecycle.stage import DORMANCY_PART
from roles.services.announcing import announce_roles
from roles.stage import ROLES_PART
from teamwork.services.announcing import announce_dormant
from teamwork.services.merge_arrivals import collect_orphaned_rows

PIPELINE_STAGES: tuple[PipelineStage, ...] = (
    MEMBER_SETS_PART,
    ROLES_PART,
    DORMANCY_PART,
)
ANNOUNCERS: tuple[Announcer, ...] = (announce_roles, announce_dormant)


def open_night_of(
    *,
    business_date: date,
    now: datetime,
    **how: Any,
) -> NightlyRun:
    """Open the night of a date with the stages of all apps.

    Rows that belong to merged members are moved to the members into which they
    were merged. Feeds are judged first, so that the night does not take the
    silence of a feed for that of members.
    """
    collect_orphaned_rows(now=now)
    watch_feeds(now=now)
    return open_night(
        business_date=business_date,
        now=now,
        stages=PIPELINE_STAGES,
        **how,
    )


def fingerprint_of(generation: int) -> str:
    """Return one hash of everything that all stages of a night wrote for each member."""
    models: list[type[Model]] = []
    for stage in PIPELINE_STAGES:
        models.extend(stage.generations)
    return generation_fingerprint(generation, models)


def run_nightly(
    *,
    business_date: date,
    clock: Clock,
    full: bool = False,
    again: bool = False,
    workers: int = 1,
    progress: Progress | None = None,
) -> NightlyRun:
    """Run the night of a date and return it; with `workers` > 1, other processes of this machine
    help.
    """
    night = open_night_of(
        business_date=business_date,
        now=clock(),
        full=full,
        again=again,
        workers=workers,
    )
    if night.state == NightlyRun.State.DONE:
        return night
    helpers = [_start_helper(night) for _n in range(workers - 1)]
    work_on_night(
        night=night,
        stages=PIPELINE_STAGES,
        progress=progress or Progress(None),
    )
    for helper in helpers:
        helper.join()
    return _publish(night, clock)


def _publish(night: NightlyRun, clock: Clock) -> NightlyRun:
    """Publish the night, and recompute every segment by it."""
    done = finish_night(
        night=night,
        clock=clock,
        stages=PIPELINE_STAGES,
        announcers=ANNOUNCERS,
    )
    refresh_published_segments(clock=clock)
    return done


def refresh_published_segments(*, clock: Clock) -> None:
    """Recompute every segment by the published generation, if that has not been
    done; a night may have been killed just before.
    """
    seen = published()
    if seen is not None:
        refresh_segments(at=AsOf(seen.generation, clock()))


def help_with_night(*, night_id: int, clock: Clock) -> NightlyRun:
    """Work on the shards of an open night until all are done, then publish it;
    another worker may do either.
    """
    night = NightlyRun.objects.get(pk=night_id)
    if night.state == NightlyRun.State.DONE:
        return night
    work_on_night(night=night, stages=PIPELINE_STAGES, progress=Progress(None))
    return _publish(night, clock)


def _start_helper(night: NightlyRun) -> BaseProcess:
    """Start a copy of this process that helps; it opens connections of its own."""
    connections.close_all()
    helper = get_context("fork").Process(target=_help, args=(night.pk,))
    helper.start()
    return helper


def _help(night_id: int) -> None:
    work_on_night(
        night=NightlyRun.objects.get(pk=night_id),
        stages=PIPELINE_STAGES,
        progress=Progress(None),
    )


def run_missed_nights(
    *,
    clock: Clock,
    progress: Progress | None = None,
    call: Callable[[int], Any] | None = None,
    accept_clock: bool = False,
) -> list[NightlyRun]:
    """Run the night of every business date that is over but not published,
    and return those nights.

    With `call`, other workers are called with the night's id to do a part of
    its shards. No night is run by a clock that is not believed, unless an
    operator has confirmed it (`accept_clock`). If the published night lies in
    the future, it is replaced by nights made from all events.
    """
    if look_at_clock(now=clock(), accept=accept_clock) != Doubt.NONE:
        return []
    set_aside_future_nights(now=clock())
    nights: list[NightlyRun] = []
    for day in missing_dates(clock()):
        if call is None:
            night = run_nightly(
                business_date=day,
                clock=clock,
                progress=progress,
            )
        else:
            night = _run_with_others(day, clock, call)
        nights.append(night)
        if night.state != NightlyRun.State.DONE:
            break
    refresh_published_segments(clock=clock)
    return nights


def check_clock(
    *,
    clock: Clock,
    call: Callable[[int], Any] | None = None,
) -> None:
    """Believe the clock or raise an alarm; replace a published night of the future."""
    doubt = look_at_clock(now=clock())
    with exclusive("night:replace") as is_free:
        if not is_free or doubt != Doubt.NONE:
            return
        if read_freshness(clock()).is_ahead:
            run_missed_nights(clock=clock, call=call)


def _run_with_others(
    day: date,
    clock: Clock,
    call: Callable[[int], Any],
) -> NightlyRun:
    night = open_night_of(
        business_date=day,
        now=clock(),
        workers=settings.NIGHT_WORKERS,
    )
    for _n in range(settings.NIGHT_WORKERS - 1):
        call(night.pk)
    return help_with_night(night_id=night.pk, clock=clock)


def run_missed_nights_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    again: bool,
) -> dict[str, Any]:
    """Run the missing nights; with `again` and none missing, run the last one
    again to include what arrived since.

    Errors: Conflict if the clock is not believed.
    """
    nights = run_missed_nights(clock=clock, progress=progress)
    freshness = read_freshness(clock())
    if freshness.clock in list(Doubt):
        text = f"{freshness.clock_text} {freshness.clock_advice}"
        raise Conflict(freshness.clock, text)
    seen = published()
    if again and not nights and seen is not None:
        night = run_nightly(
            business_date=seen.business_date,
            clock=clock,
            again=True,
            progress=progress,
        )
        nights.append(night)
    return {"nights": [str(night.business_date) for night in nights]}
