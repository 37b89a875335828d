"""The night (夜间重算): one recomputation per business date, all or nothing, whoever does it and dies.

A night is a row. Opening it fixes what it reads: every event up to an id (its horizon), every day up to
its business date. Its members are cut into shards; any number of workers take shards, one holder each,
and commit a shard's rows together with its stage. Summaries wait until all series are written, because
percentiles look at everybody; what other apps add comes third, while the database indexes what is whole.
The last act, in one transaction, makes the new generation readable and turns the one pointer to it.
Whatever was killed is done again by the next worker, with the same result.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from activity.models import (
    ActivityEvent,
    ActivitySummary,
    CommunityWeek,
    MemberRecount,
    MemberSeries,
    Night,
    NightShard,
    PublishedGeneration,
)
from activity.rules.calendar import business_day, day_number, first_kept_week, week_start
from activity.services.indexing import GenerationIndexer, table_lock
from activity.services.night_shards import RECOUNTS, NightPart, ShardWork, gathered_total, member_ids
from common.errors import ReaderError
from common.partitions import (
    attach_generation,
    drop_generations_before,
    index_generation,
    prepare_generation,
)
from common.services.horizons import committed_through
from common.services.jobs import Clock, Progress
from common.services.locks import exclusive
from members.models import Member

GENERATION_MODELS = (MemberSeries, ActivitySummary)
WAIT_SECONDS = 0.05
logger = logging.getLogger(__name__)


def business_zone() -> ZoneInfo:
    """Return the time zone whose days are business dates."""
    return ZoneInfo(settings.BUSINESS_TIME_ZONE)


def published() -> PublishedGeneration | None:
    """Return what readers see, or None before the first night."""
    return PublishedGeneration.objects.first()


def open_night(
    *,
    business_date: date,
    now: datetime,
    parts: Sequence[NightPart] = (),
    full: bool = False,
    again: bool = False,
    workers: int = 1,
) -> Night:
    """The night of a date is open and planned, or it is the one already done.

    A night that was cut off is taken up with the plan it had, unless a part of it is newer than the plan. `again`
    opens a done one anew, to take in what came since; `full` reads every event instead of going on from the
    published generation.
    Errors: ReaderError for a date that is not over yet, or that lies before the published one.
    """
    if business_date >= business_day(now, business_zone()):
        raise ReaderError("day_not_over", _("%(day)s is not over yet.") % {"day": business_date})
    with exclusive("night:plan", wait=True), transaction.atomic():
        night = Night.objects.filter(business_date=business_date).first()
        planned = night is not None and night.pinned.keys() >= {part.name for part in parts}
        if night is not None and planned and night.state == Night.State.RUNNING and not full:
            Night.objects.filter(pk=night.pk).update(attempts=night.attempts + 1)
            return night
        seen = published()
        if seen is not None and not full and business_date < seen.business_date:
            message = _("%(day)s lies before the published night %(seen)s; rebuild it with --full.")
            raise ReaderError("night_before_published", message % {"day": business_date, "seen": seen.business_date})
        is_seen = seen is not None and seen.business_date == business_date
        if night is not None and night.state == Night.State.DONE and is_seen and not full and not again:
            return night
        plan = _plan_night(night or Night(business_date=business_date), None if full else seen, now, parts)
        _cut_into_shards(plan, workers)
        return plan


def _plan_night(night: Night, base: PublishedGeneration | None, now: datetime, parts: Sequence[NightPart]) -> Night:
    last = Night.objects.order_by("-generation").first()
    night.generation = (last.generation if last else 0) + 1
    night.state, night.started_at, night.finished_at = Night.State.RUNNING, now, None
    night.mode = Night.Mode.FULL if base is None else Night.Mode.INCREMENTAL
    night.base_generation = base.generation if base else None
    night.base_date = base.business_date if base else None
    night.base_events_through = base.events_through if base else None
    night.events_through = committed_through(ActivityEvent)
    night.attempts, night.events_read, night.member_count = 1, 0, 0
    night.pinned = {part.name: part.pin(now) for part in parts} | {RECOUNTS: _asked_recounts()}
    night.save()
    for model in _generation_models(parts):
        prepare_generation(model, night.generation)
    return night


def _asked_recounts() -> dict[str, list[int]]:
    asked = list(MemberRecount.objects.order_by("pk").values_list("pk", "member_id"))
    return {"rows": [pk for pk, _member in asked], "members": sorted({member for _pk, member in asked})}


def _generation_models(parts: Sequence[NightPart]) -> list[type[Model]]:
    return [*GENERATION_MODELS, *(model for part in parts for model in part.generations)]


def _cut_into_shards(night: Night, workers: int) -> None:
    NightShard.objects.bulk_create(
        [
            NightShard(night=night, generation=night.generation, number=number, first_member=first, last_member=last_id)
            for number, (first, last_id) in enumerate(_member_ranges(workers))
        ]
    )


def _member_ranges(workers: int) -> list[tuple[int, int]]:
    ids = member_ids(0, np.iinfo(np.int64).max)
    if not len(ids):
        return []
    count = max(workers, -(-len(ids) // settings.NIGHT_SHARD_MEMBERS))
    return [(int(part[0]), int(part[-1])) for part in np.array_split(ids, count) if len(part)]


def work_on_night(*, night: Night, parts: Sequence[NightPart], progress: Progress) -> None:
    """Every shard of the night is done, by this worker or by others; of the new plan, if there is one meanwhile."""
    while True:
        _work_on_plan(night, parts, progress)
        if Night.objects.filter(pk=night.pk, generation=night.generation).exists():
            return
        night.refresh_from_db()


def _work_on_plan(night: Night, parts: Sequence[NightPart], progress: Progress) -> None:
    planned = night.planned_shards().filter(night__generation=night.generation)
    held: dict[int, ShardWork] = {}
    left: set[tuple[int, int]] = set()
    with GenerationIndexer(night) as indexer:
        while open_shards := list(planned.exclude(stage=NightShard.Stage.DONE).defer("gathered")):
            stages = [shard.stage for shard in open_shards]
            total = planned.count() * NightShard.Stage.DONE
            done = total - sum(NightShard.Stage.DONE - stage for stage in stages)
            progress.report(done, total, _("night of %(day)s") % {"day": night.business_date})
            indexer.begin(_whole_tables(min(stages), parts))
            waiting = [shard for shard in open_shards if shard.stage == NightShard.Stage.WAITING]
            # Who wrote a shard's series has them in memory and comes back at once: others look twice before they read.
            mine_first = sorted(open_shards, key=lambda shard: (shard.number not in held, shard.stage))
            mine = [shard for shard in mine_first if shard.number in held or (shard.pk, shard.stage) in left]
            if not any(_advance_shard(night, shard, held, parts) for shard in waiting or mine):
                left = {(shard.pk, shard.stage) for shard in open_shards}
                time.sleep(WAIT_SECONDS)
        if planned.exists():
            indexer.begin(_whole_tables(NightShard.Stage.DONE, parts))


def _whole_tables(stage: int, parts: Sequence[NightPart]) -> list[type[Model]]:
    """Return the tables to which nothing is added any more once every shard has come to this stage."""
    whole: list[type[Model]] = []
    if stage >= NightShard.Stage.SERIES:
        whole.append(MemberSeries)
    if stage >= NightShard.Stage.SUMMARIES:
        whole.append(ActivitySummary)
    return _generation_models(parts) if stage == NightShard.Stage.DONE else whole


def _advance_shard(night: Night, shard: NightShard, held: dict[int, ShardWork], parts: Sequence[NightPart]) -> bool:
    name = f"night:{night.pk}:{night.generation}:{shard.number}"
    with exclusive(name) as free:
        if not free:
            return False
        if not NightShard.objects.filter(pk=shard.pk, stage=shard.stage).exists():
            return True
        work = held.setdefault(shard.number, ShardWork(night, shard, business_zone()))
        with transaction.atomic():
            if shard.stage == NightShard.Stage.WAITING:
                work.write_series()
            elif shard.stage == NightShard.Stage.SERIES:
                work.write_summaries(gathered_total(night).histogram)
            else:
                work.write_parts(gathered_total(night).histogram, parts)
                del held[shard.number]
        return True


def finish_night(*, night: Night, clock: Clock, parts: Sequence[NightPart] = ()) -> Night:
    """The night is done and its generation is what readers see; done twice, it stays as it is.

    A night that was planned anew since its shards were done stays open for those who work on the new plan.
    Errors: ReaderError if a later generation has been published meanwhile.
    """
    with exclusive("night:finish", wait=True):
        night.refresh_from_db()
        is_open = night.planned_shards().exclude(stage=NightShard.Stage.DONE).exists()
        if night.state == Night.State.DONE or is_open:
            return night
        before = published()
        if before is not None and before.generation > night.generation:
            message = _("%(day)s was overtaken by the night of %(seen)s; run it again if it is still wanted.")
            raise ReaderError("night_overtaken", message % {"day": night.business_date, "seen": before.business_date})
        with ExitStack() as locks:
            for model in _generation_models(parts):
                locks.enter_context(table_lock(night, model, wait=True))
            with transaction.atomic():
                current = Night.objects.select_for_update().get(pk=night.pk)
                if current.generation != night.generation:
                    return current
                _publish(night, clock, parts)
        _drop_generations_before(before.generation if before else night.generation, parts)
    return night


def _publish(night: Night, clock: Clock, parts: Sequence[NightPart]) -> None:
    total = gathered_total(night)
    for model in _generation_models(parts):
        index_generation(model, night.generation)
        attach_generation(model, night.generation)
    CommunityWeek.objects.filter(generation=night.generation).delete()
    CommunityWeek.objects.bulk_create(_community_weeks(night, total.weeks))
    now = clock()
    night.state, night.finished_at = Night.State.DONE, now
    night.events_read, night.member_count = total.events_read, total.member_count
    night.save()
    MemberRecount.objects.filter(pk__in=night.pinned.get(RECOUNTS, {}).get("rows", [])).delete()
    PublishedGeneration.objects.update_or_create(
        pk=1,
        defaults={
            "night": night,
            "generation": night.generation,
            "business_date": night.business_date,
            "events_through": night.events_through,
            "published_at": now,
            "members_by_status": Member.objects.counted().by_owner_status(),
        },
    )


def _community_weeks(night: Night, weeks: object) -> list[CommunityWeek]:
    first = first_kept_week(day_number(night.business_date))
    return [
        CommunityWeek(
            generation=night.generation,
            week_start=week_start(first + n),
            active_members=int(weeks.active[n]),  # type: ignore[attr-defined]
            new_members=int(weeks.new[n]),  # type: ignore[attr-defined]
            returning_members=int(weeks.returning[n]),  # type: ignore[attr-defined]
            dimension_members=weeks.dimension_active[n].tolist(),  # type: ignore[attr-defined]
            dimension_events=weeks.dimension_events[n].tolist(),  # type: ignore[attr-defined]
        )
        for n in range(len(weeks.active))  # type: ignore[attr-defined]
    ]


def _drop_generations_before(kept: int, parts: Sequence[NightPart]) -> None:
    """The published generation and the one before it stay: pages opened a moment ago still read that."""
    try:
        with transaction.atomic():
            for model in _generation_models(parts):
                drop_generations_before(model, kept)
            summaries: list[type[Model]] = [CommunityWeek, *(model for part in parts for model in part.summaries)]
            for summary in summaries:
                summary._default_manager.filter(generation__lt=kept).delete()
            NightShard.objects.exclude(generation=F("night__generation")).delete()
    except OperationalError as error:
        logger.warning("old generations stay until the next night: %s", error)


def missing_dates(now: datetime, *, at_most: int = 31) -> list[date]:
    """Return the business dates that are over but not published, oldest first, at most the latest `at_most`."""
    yesterday = business_day(now, business_zone()) - timedelta(days=1)
    seen = published()
    if seen is None:
        return [yesterday]
    count = (yesterday - seen.business_date).days
    return [yesterday - timedelta(days=n) for n in range(min(count, at_most) - 1, -1, -1)]
