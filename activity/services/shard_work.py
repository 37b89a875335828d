"""What one worker does to one shard of a night, in three stages.

Series come first. Summaries follow when all shards have series, because
percentiles compare all members. Then other apps add their rows.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from activity.models import MemberSeries, NightlyRun, NightShard
from activity.rules.calendar import first_kept_week, week_number
from activity.rules.community_weeks import (
    CommunityWeeks,
    count_community_weeks,
)
from activity.rules.rhythm import (
    Rhythm,
    level_histogram,
    measure_rhythm,
    percentile_of,
)
from activity.rules.series import (
    NEVER_FIRST,
    SeriesSet,
    drop_weeks_before,
    merge_series,
    without_members,
)
from activity.rules.shard_results import open_shard_result, pack_shard_result
from activity.selectors.series import read_series
from activity.selectors.shard_events import ShardEvents
from activity.selectors.shards import counted_member_ids, member_ids
from activity.services.generation_store import write_series, write_summaries
from activity.services.pipeline import PipelineStage, ShardView
from common.db.partitions import building_table

RECOUNTS = "recounts"


class _ShardFigures(NamedTuple):
    """What all stages need to know of the shard's members; arrays are (m,)."""

    series: SeriesSet
    rhythm: Rhythm
    counted: NDArray[np.bool_]
    first_day: NDArray[np.int64]

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Return who counts and has activity."""
        has_activity = self.series.first != NEVER_FIRST
        return np.asarray(self.counted & has_activity)


class ShardWork:
    """The work of one worker on one shard; keeps the figures of the first
    stage for the later ones.
    """

    def __init__(
        self,
        night: NightlyRun,
        shard: NightShard,
        zone: ZoneInfo,
    ) -> None:
        self.night = night
        self.shard = shard
        self._events = ShardEvents(night, shard, zone)
        self._last_day = self._events.last_day
        self._first_week = first_kept_week(self._last_day)
        self._figures: _ShardFigures | None = None

    def write_series(self) -> None:
        """Write the shard's series, and keep in its row what percentiles and
        community weeks need.
        """
        members = self._member_ids()
        series, events_read = self._events.read(members)
        late = self._events.late_members(series)
        base_generation = self.night.base_generation
        if base_generation is not None:
            recounted = self._members_to_recount(members)
            series = self._add_to_base(base_generation, series, recounted)
            late = np.union1d(late, recounted)
        series = drop_weeks_before(series, self._first_week)
        member_count = write_series(series, generation=self.night.generation)
        figures = self._measure(series, self._counted(members))
        self._figures = figures
        self.shard.gathered = pack_shard_result(
            histogram=level_histogram(figures.rhythm.level[figures.shown]),
            weeks=self._community_weeks(figures),
            late=late,
            counted=figures.counted,
        )
        self.shard.events_read = events_read
        self.shard.member_count = member_count
        self.shard.stage = NightShard.Stage.SERIES
        self.shard.save()

    def write_summaries(self, histogram: NDArray[np.int64]) -> None:
        """Write the shard's summaries; `histogram` holds the levels of all members."""
        figures = self._known_figures()
        write_summaries(
            figures.series,
            figures.rhythm,
            percentile=percentile_of(figures.rhythm.level, histogram),
            shown=figures.shown,
            generation=self.night.generation,
        )
        self._store_stage(NightShard.Stage.SUMMARIES)

    def write_stages(
        self,
        histogram: NDArray[np.int64],
        stages: Sequence[PipelineStage],
    ) -> None:
        """Write what other apps add about the shard's members."""
        figures = self._known_figures()
        late = self._read_gathered("late")
        view = ShardView(
            night=self.night,
            shard=self.shard,
            series=figures.series,
            rhythm=figures.rhythm,
            percentile=percentile_of(figures.rhythm.level, histogram),
            first_day=figures.first_day,
            shown=figures.shown,
            repaired=np.isin(figures.series.member, late),
        )
        for stage in stages:
            stage.work(view)
        self._store_stage(NightShard.Stage.DONE)

    def _member_ids(self) -> NDArray[np.int64]:
        return member_ids(self.shard.first_member, self.shard.last_member)

    def _counted(self, members: NDArray[np.int64]) -> NDArray[np.bool_]:
        people = counted_member_ids(
            self.shard.first_member,
            self.shard.last_member,
        )
        return np.isin(members, people)

    def _members_to_recount(
        self,
        members: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        planned = self.night.pinned.get(RECOUNTS, {}).get("members", [])
        return np.intersect1d(members, planned)

    def _add_to_base(
        self,
        base_generation: int,
        series: SeriesSet,
        recounted: NDArray[np.int64],
    ) -> SeriesSet:
        """Return the base's series with the new events added; those of
        recounted members are made from all their events.
        """
        base = read_series(
            MemberSeries._meta.db_table,
            generation=base_generation,
            members=series.member,
        )
        base = self._events.recount(recounted, base)
        is_recounted = np.isin(series.member, recounted)
        return merge_series(base, without_members(series, is_recounted))

    def _measure(
        self,
        series: SeriesSet,
        counted: NDArray[np.bool_],
    ) -> _ShardFigures:
        first_day = self._events.first_days(series)
        rhythm = measure_rhythm(
            series,
            last_day=self._last_day,
            first_day=first_day,
        )
        return _ShardFigures(series, rhythm, counted, first_day)

    def _community_weeks(self, figures: _ShardFigures) -> CommunityWeeks:
        return count_community_weeks(
            figures.series,
            counted=figures.shown,
            first_week=self._first_week,
            first_active_week=week_number(figures.first_day),
        )

    def _known_figures(self) -> _ShardFigures:
        """Return the shard's figures, from the generation if another worker
        wrote its series.
        """
        if self._figures is None:
            self._figures = self._read_figures()
        return self._figures

    def _read_figures(self) -> _ShardFigures:
        members = self._member_ids()
        # Who counts was decided with the series, so that all stages and all
        # shards count the same people.
        bits = self._read_gathered("counted")
        counted = np.unpackbits(bits, count=len(members)).astype(bool)
        series = read_series(
            building_table(MemberSeries, self.night.generation),
            generation=self.night.generation,
            members=members,
        )
        return self._measure(series, counted)

    def _read_gathered(self, name: str) -> NDArray[Any]:
        with open_shard_result(self.shard.gathered) as gathered:
            return np.asarray(gathered[name])

    def _store_stage(self, stage: NightShard.Stage) -> None:
        NightShard.objects.filter(pk=self.shard.pk).update(stage=stage)
