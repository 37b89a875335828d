"""Do the shards of a night, together with other workers."""

import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from activity.models import (
    ActivitySummary,
    MemberSeries,
    NightlyRun,
    NightShard,
)
from activity.selectors.shards import night_totals
from activity.services.indexing import GenerationIndexer
from activity.services.night_plans import generation_models
from activity.services.pipeline import PipelineStage
from activity.services.shard_work import ShardWork
from common.calendar import business_zone
from common.db.locks import exclusive
from common.jobs.queue import Progress

WAIT_SECONDS = 0.05


def work_on_night(
    *,
    night: NightlyRun,
    stages: Sequence[PipelineStage],
    progress: Progress,
) -> None:
    """Finish every shard of the night, by this worker or by others.

    If the night is planned anew meanwhile, the shards of the new plan.
    """
    while True:
        _PlanWorker(night, stages, progress).run()
        same_plan = NightlyRun.objects.filter(
            pk=night.pk,
            generation=night.generation,
        )
        if same_plan.exists():
            return
        night.refresh_from_db()


class _PlanWorker:
    """One worker on one plan of a night.

    held: shards whose series this worker has in memory · passed_over: shards
    and stages that it left to other workers when it last looked.
    """

    def __init__(
        self,
        night: NightlyRun,
        stages: Sequence[PipelineStage],
        progress: Progress,
    ) -> None:
        self.night = night
        self.stages = stages
        self.progress = progress
        self.planned = night.planned_shards().filter(
            night__generation=night.generation,
        )
        self.held: dict[int, ShardWork] = {}
        self.passed_over: set[tuple[int, int]] = set()

    def run(self) -> None:
        """Work until no shard of the plan is open."""
        with GenerationIndexer(self.night) as indexer:
            while open_shards := self._open_shards():
                self._report(open_shards)
                slowest = min(shard.stage for shard in open_shards)
                indexer.begin(_whole_tables(slowest, self.stages))
                chosen = self._choose(open_shards)
                if self._advance_first_free(chosen) is None:
                    self.passed_over = {
                        (shard.pk, shard.stage) for shard in open_shards
                    }
                    time.sleep(WAIT_SECONDS)
            if self.planned.exists():
                done = NightShard.Stage.DONE
                indexer.begin(_whole_tables(done, self.stages))

    def _open_shards(self) -> list[NightShard]:
        is_open = self.planned.exclude(stage=NightShard.Stage.DONE)
        return list(is_open.defer("gathered"))

    def _report(self, open_shards: list[NightShard]) -> None:
        total = self.planned.count() * NightShard.Stage.DONE
        left = sum(
            NightShard.Stage.DONE - shard.stage for shard in open_shards
        )
        doing = _("night of %(day)s") % {"day": self.night.business_date}
        self.progress.report(total - left, total, doing)

    def _choose(self, open_shards: list[NightShard]) -> list[NightShard]:
        """Return the shards to try, in order: those without series, else the
        held ones and those that were passed over before.

        The worker that wrote a shard's series still has them in memory and
        returns to it at once; the others wait a moment before they read them.
        """
        waiting = []
        held = []
        others = []
        for shard in open_shards:
            if shard.stage == NightShard.Stage.WAITING:
                waiting.append(shard)
            if shard.number in self.held:
                held.append(shard)
            elif (shard.pk, shard.stage) in self.passed_over:
                others.append(shard)
        held.sort(key=lambda shard: shard.stage)
        others.sort(key=lambda shard: shard.stage)
        return waiting or [*held, *others]

    def _advance_first_free(
        self,
        shards: list[NightShard],
    ) -> NightShard | None:
        """Move the first free shard on by one stage; return it, None if all
        are held by other workers.
        """
        for shard in shards:
            if self._advance(shard):
                return shard
        return None

    def _advance(self, shard: NightShard) -> bool:
        """Tell whether the shard was free; then it is one stage further."""
        name = f"night:{self.night.pk}:{self.night.generation}:{shard.number}"
        with exclusive(name) as free:
            if not free:
                return False
            with transaction.atomic():
                self._do_next_stage(shard)
            return True

    def _do_next_stage(self, shard: NightShard) -> None:
        # Asked within the transaction: SQLite may keep it waiting while
        # another worker ends the night.
        unchanged = NightShard.objects.filter(pk=shard.pk, stage=shard.stage)
        if not unchanged.exists():
            return
        work = self.held.get(shard.number)
        if work is None:
            work = ShardWork(self.night, shard, business_zone())
            self.held[shard.number] = work
        if shard.stage == NightShard.Stage.WAITING:
            work.write_series()
            return
        histogram = night_totals(self.night).histogram
        if shard.stage == NightShard.Stage.SERIES:
            work.write_summaries(histogram)
        else:
            work.write_stages(histogram, self.stages)
            del self.held[shard.number]


def _whole_tables(
    stage: int,
    stages: Sequence[PipelineStage],
) -> list[type[Model]]:
    """Return the tables that are complete once every shard has reached a stage."""
    if stage == NightShard.Stage.DONE:
        return generation_models(stages)
    whole: list[type[Model]] = []
    if stage >= NightShard.Stage.SERIES:
        whole.append(MemberSeries)
    if stage >= NightShard.Stage.SUMMARIES:
        whole.append(ActivitySummary)
    return whole
