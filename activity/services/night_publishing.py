"""End a night: make its generation the one that readers see, and drop old ones."""

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _

from activity.models import (
    CommunityWeek,
    MemberRecount,
    NightlyRun,
    NightShard,
    PublishedGeneration,
)
from activity.rules.calendar import day_number, first_kept_week, week_start
from activity.rules.community_weeks import CommunityWeeks
from activity.selectors.nights import oldest_kept_generation, published
from activity.selectors.shards import night_totals
from activity.services.indexing import table_lock
from activity.services.night_plans import generation_models
from activity.services.pipeline import (
    Announcer,
    PipelineStage,
    PublishedNight,
)
from activity.services.shard_work import RECOUNTS
from common.calendar import business_date
from common.db.locks import exclusive
from common.db.partitions import (
    attach_generation,
    drop_generations_before,
    index_generation,
)
from common.errors import Invalid
from common.jobs.queue import Clock
from members.models import Member

# Of a night that was caught up with, what happened is still news.
NEWS = timedelta(days=31)
logger = logging.getLogger(__name__)


def finish_night(
    *,
    night: NightlyRun,
    clock: Clock,
    stages: Sequence[PipelineStage] = (),
    announcers: Sequence[Announcer] = (),
) -> NightlyRun:
    """Publish the night's generation; a night that is already done is returned
    unchanged.

    `announcers` publish what it changed, unless it is the first night or its
    day is long past: that is no news.

    A night that was planned anew since its shards were done stays open for
    those who work on the new plan.
    Errors: Invalid if a later generation has been published meanwhile.
    """
    with exclusive("night:finish", wait=True):
        night.refresh_from_db()
        if night.state == NightlyRun.State.DONE or _has_open_shards(night):
            return night
        before = published()
        if before is not None:
            _require_not_overtaken(night, before)
        with ExitStack() as locks:
            for model in generation_models(stages):
                locks.enter_context(table_lock(night, model, wait=True))
            with transaction.atomic():
                rows = NightlyRun.objects.select_for_update()
                current = rows.get(pk=night.pk)
                if current.generation != night.generation:
                    return current
                _publish(night, clock, stages)
                if before is not None:
                    _announce(night, before.generation, clock, announcers)
        _drop_old_generations(stages)
    return night


def _has_open_shards(night: NightlyRun) -> bool:
    is_open = night.planned_shards().exclude(stage=NightShard.Stage.DONE)
    return is_open.exists()


def _require_not_overtaken(
    night: NightlyRun,
    before: PublishedGeneration,
) -> None:
    if before.generation > night.generation:
        message = _(
            "%(day)s was overtaken by the night of %(seen)s; run it again "
            "if it is still wanted.",
        )
        values = {"day": night.business_date, "seen": before.business_date}
        raise Invalid("night_overtaken", message % values)


def _publish(
    night: NightlyRun,
    clock: Clock,
    stages: Sequence[PipelineStage],
) -> None:
    totals = night_totals(night)
    for model in generation_models(stages):
        index_generation(model, night.generation)
        attach_generation(model, night.generation)
    CommunityWeek.objects.filter(generation=night.generation).delete()
    CommunityWeek.objects.bulk_create(_community_weeks(night, totals.weeks))
    now = clock()
    night.state = NightlyRun.State.DONE
    night.finished_at = now
    night.events_read = totals.events_read
    night.member_count = totals.member_count
    night.save()
    done_recounts = night.pinned.get(RECOUNTS, {}).get("rows", [])
    MemberRecount.objects.filter(pk__in=done_recounts).delete()
    PublishedGeneration.objects.update_or_create(
        pk=1,
        defaults={
            "night": night,
            "generation": night.generation,
            "business_date": night.business_date,
            "events_through": night.events_through,
            "published_at": now,
            "members_by_status": Member.objects.real_people().by_owner_status(),
        },
    )


def _announce(
    night: NightlyRun,
    before: int,
    clock: Clock,
    announcers: Sequence[Announcer],
) -> None:
    now = clock()
    if business_date(now) - night.business_date > NEWS:
        return
    for announce in announcers:
        announce(PublishedNight(night, before), now)


def _community_weeks(
    night: NightlyRun,
    weeks: CommunityWeeks,
) -> list[CommunityWeek]:
    first = first_kept_week(day_number(night.business_date))
    rows = []
    for n in range(len(weeks.active)):
        row = CommunityWeek(
            generation=night.generation,
            week_start=week_start(first + n),
            active_members=int(weeks.active[n]),
            new_members=int(weeks.new[n]),
            returning_members=int(weeks.returning[n]),
            dimension_members=weeks.dimension_active[n].tolist(),
            dimension_events=weeks.dimension_events[n].tolist(),
        )
        rows.append(row)
    return rows


def _drop_old_generations(stages: Sequence[PipelineStage]) -> None:
    """Keep as many published generations as KEPT_GENERATIONS says."""
    kept = oldest_kept_generation()
    if kept is None:
        return
    try:
        with transaction.atomic():
            for model in generation_models(stages):
                drop_generations_before(model, kept)
            for summary in _summary_models(stages):
                summary._default_manager.filter(generation__lt=kept).delete()
            old_plans = NightShard.objects.exclude(
                generation=F("night__generation"),
            )
            old_plans.delete()
    except OperationalError as error:
        logger.warning("old generations stay until the next night: %s", error)


def _summary_models(stages: Sequence[PipelineStage]) -> list[type[Model]]:
    models: list[type[Model]] = [CommunityWeek]
    for stage in stages:
        models.extend(stage.summaries)
    return models
