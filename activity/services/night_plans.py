"""Open a night: fix what it reads, and cut its members into shards."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from activity.models import (
    ActivityEvent,
    ActivitySummary,
    MemberSeries,
    NightlyRun,
    NightShard,
    PublishedGeneration,
)
from activity.selectors.feed_holds import FEEDS, planned_holds
from activity.selectors.nights import (
    is_ahead_of_clock,
    published,
    requested_recounts,
)
from activity.selectors.shards import member_ids
from activity.services.pipeline import PipelineStage
from activity.services.shard_work import RECOUNTS
from common.calendar import business_today
from common.db.committed_ids import committed_through
from common.db.locks import exclusive
from common.db.partitions import prepare_generation
from common.errors import Invalid

GENERATION_MODELS = (MemberSeries, ActivitySummary)


def generation_models(stages: Sequence[PipelineStage]) -> list[type[Model]]:
    """Return all tables that have one partition a generation."""
    models: list[type[Model]] = list(GENERATION_MODELS)
    for stage in stages:
        models.extend(stage.generations)
    return models


def open_night(
    *,
    business_date: date,
    now: datetime,
    stages: Sequence[PipelineStage] = (),
    full: bool = False,
    again: bool = False,
    workers: int = 1,
) -> NightlyRun:
    """Return the planned night of a date, or the night that is already done.

    A night that was cut off is resumed with the plan it had, unless one of the
    stages is newer than the plan or the night was set aside. `again` reopens a
    done night to include what arrived since. `full` reads every event instead
    of building on the published generation; so does the first night after one
    of the future was published.
    Errors: Invalid for a date that is not over yet, or that lies before the
    published one.
    """
    if business_date >= business_today(now):
        message = _("%(day)s is not over yet.") % {"day": business_date}
        raise Invalid("day_not_over", message)
    with exclusive("night:plan", wait=True), transaction.atomic():
        night = NightlyRun.objects.filter(business_date=business_date).first()
        seen = published()
        # A published night of the future is no base: the true one is made from all events.
        is_rebuilt = full or (
            seen is not None and is_ahead_of_clock(seen, now)
        )
        if night and not full and _can_resume(night, stages, is_rebuilt):
            _count_attempt(night)
            return night
        if seen and not is_rebuilt:
            _require_not_before(seen, business_date)
        is_done = night is not None and _is_published(night, seen)
        if night and is_done and not full and not again:
            return night
        plan = _plan_night(
            night or NightlyRun(business_date=business_date),
            None if is_rebuilt else seen,
            now,
            stages,
        )
        _cut_into_shards(plan, workers)
        return plan


def _can_resume(
    night: NightlyRun,
    stages: Sequence[PipelineStage],
    is_rebuilt: bool,
) -> bool:
    """Tell whether a night that was cut off can be done by the plan it has."""
    knows_all_stages = night.pinned.keys() >= {stage.name for stage in stages}
    has_right_base = night.mode == NightlyRun.Mode.FULL or not is_rebuilt
    return (
        night.state == NightlyRun.State.RUNNING
        and night.set_aside_at is None
        and knows_all_stages
        and has_right_base
    )


def _count_attempt(night: NightlyRun) -> None:
    NightlyRun.objects.filter(pk=night.pk).update(attempts=night.attempts + 1)


def _require_not_before(seen: PublishedGeneration, day: date) -> None:
    if day < seen.business_date:
        message = _(
            "%(day)s lies before the published night %(seen)s; rebuild it with --full.",
        )
        values = {"day": day, "seen": seen.business_date}
        raise Invalid("night_before_published", message % values)


def _is_published(
    night: NightlyRun,
    seen: PublishedGeneration | None,
) -> bool:
    is_done = night.state == NightlyRun.State.DONE
    is_seen = seen is not None and seen.business_date == night.business_date
    return is_done and is_seen


def _plan_night(
    night: NightlyRun,
    base: PublishedGeneration | None,
    now: datetime,
    stages: Sequence[PipelineStage],
) -> NightlyRun:
    """Give the night a new generation, its base and its horizons."""
    last = NightlyRun.objects.order_by("-generation").first()
    night.generation = (last.generation if last else 0) + 1
    night.state = NightlyRun.State.RUNNING
    night.started_at = now
    night.finished_at = None
    night.set_aside_at = None
    night.attempts = 1
    night.events_read = 0
    night.member_count = 0
    if base is None:
        night.mode = NightlyRun.Mode.FULL
    else:
        night.mode = NightlyRun.Mode.INCREMENTAL
    night.base_generation = base.generation if base else None
    night.base_date = base.business_date if base else None
    night.base_events_through = base.events_through if base else None
    night.events_through = committed_through(ActivityEvent)
    night.pinned = {stage.name: stage.pin(now) for stage in stages}
    night.pinned[RECOUNTS] = requested_recounts()
    night.pinned[FEEDS] = planned_holds(night.business_date)
    night.save()
    for model in generation_models(stages):
        prepare_generation(model, night.generation)
    return night


def _cut_into_shards(night: NightlyRun, workers: int) -> None:
    shards = []
    for number, (first, last) in enumerate(_member_ranges(workers)):
        shard = NightShard(
            night=night,
            generation=night.generation,
            number=number,
            first_member=first,
            last_member=last,
        )
        shards.append(shard)
    NightShard.objects.bulk_create(shards)


def _member_ranges(workers: int) -> list[tuple[int, int]]:
    """Return the first and last member id of each shard: at least one shard
    for every worker, none larger than the settings allow.
    """
    ids = member_ids(0, np.iinfo(np.int64).max)
    if not len(ids):
        return []
    needed = -(-len(ids) // settings.NIGHT_SHARD_MEMBERS)
    parts = np.array_split(ids, max(workers, needed))
    return [(int(part[0]), int(part[-1])) for part in parts if len(part)]
