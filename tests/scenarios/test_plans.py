"""A night's plan changes hands, is made anew or is overtaken: what readers see
is always one whole generation.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum

from activity.models import (
    ActivityEvent,
    ActivitySummary,
    MemberSeries,
    NightlyRun,
    NightShard,
    PublishedGeneration,
)
from activity.rules.drafts import QUANTITY_LIMIT
from activity.rules.kinds import KINDS
from activity.services.night_publishing import finish_night
from activity.services.night_work import work_on_night
from activity.services.shard_work import ShardWork
from common.calendar import business_zone
from common.errors import DomainError
from common.jobs.queue import Progress
from kocops.nightly import (
    PIPELINE_STAGES,
    fingerprint_of,
    help_with_night,
    open_night_of,
    run_missed_nights,
    run_nightly,
)
from lifecycle.models import DormancyState
from members.models import Member
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

LAST = date(2026, 5, 19)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def community(settings: Any) -> Any:
    settings.NIGHT_SHARD_MEMBERS = 4
    source = EventSourceFactory()
    ingest(source, raw_events(members=12, count=200, last=LAST, days=90))
    return source


def night(day: date = LAST, **options: Any) -> NightlyRun:
    return run_nightly(business_date=day, clock=lambda: NOW, **options)


def clock() -> Any:
    return NOW


class Died(Exception):
    pass


class PlanAnew(Progress):
    """Somebody asks for the whole night again once the first shard is on its way."""

    def __init__(self) -> None:
        super().__init__(None)
        self.asked = False

    def report(self, done: int, total: int | None, note: str = "") -> None:
        if done and not self.asked:
            self.asked = True
            open_night_of(business_date=LAST, now=NOW, full=True)


def test_a_plan_made_anew_meanwhile_is_worked_on_to_its_end() -> None:
    clean = fingerprint_of(night().generation)
    first = open_night_of(business_date=LAST, now=NOW, full=True)
    stale, progress = NightlyRun.objects.get(pk=first.pk), PlanAnew()
    work_on_night(night=stale, stages=PIPELINE_STAGES, progress=progress)
    done = finish_night(night=stale, clock=clock, stages=PIPELINE_STAGES)
    assert progress.asked
    assert (done.state, done.generation) == (
        NightlyRun.State.DONE,
        first.generation + 1,
    )
    assert (
        fingerprint_of(PublishedGeneration.objects.get().generation) == clean
    )
    assert set(NightShard.objects.values_list("generation", flat=True)) == {
        done.generation,
    }


class DropPlan(Progress):
    """Another worker ends a newer plan and drops this one, once this one's shards were listed."""

    def report(self, done: int, total: int | None, note: str = "") -> None:
        if not done:
            NightShard.objects.all().delete()


def test_a_worker_leaves_the_shards_of_a_plan_dropped_meanwhile() -> None:
    opened = open_night_of(business_date=LAST, now=NOW)
    assert opened.planned_shards().count() > 1
    work_on_night(
        night=opened, stages=PIPELINE_STAGES, progress=DropPlan(None)
    )
    assert not NightShard.objects.exists()


def test_a_shard_reads_its_own_members_after_its_plan_was_dropped() -> None:
    opened = open_night_of(business_date=LAST, now=NOW)
    shard = opened.planned_shards().get(number=0)
    NightShard.objects.all().delete()
    ShardWork(opened, shard, business_zone()).write_series()
    assert shard.member_count == 4


def test_a_worker_of_a_dropped_plan_publishes_nothing() -> None:
    stale = open_night_of(business_date=LAST, now=NOW)
    work_on_night(night=stale, stages=PIPELINE_STAGES, progress=Progress(None))
    open_night_of(business_date=LAST, now=NOW, full=True)
    assert (
        finish_night(night=stale, clock=clock, stages=PIPELINE_STAGES).state
        == NightlyRun.State.RUNNING
    )
    assert not PublishedGeneration.objects.exists()
    assert run_missed_nights(clock=clock)[-1].finished_at is not None


def test_an_overtaken_night_does_not_take_readers_back() -> None:
    night(LAST - timedelta(days=1))
    late = open_night_of(
        business_date=LAST - timedelta(days=1),
        now=NOW,
        full=True,
    )
    seen = night().generation
    with pytest.raises(DomainError) as refused:
        help_with_night(night_id=late.pk, clock=clock)
    assert refused.value.code == "night_overtaken"
    assert PublishedGeneration.objects.get().generation == seen
    assert ActivitySummary.objects.of_generation(seen).exists()
    assert (
        night(LAST - timedelta(days=1), full=True).state
        == NightlyRun.State.DONE
    )


def test_all_stages_speak_of_the_same_people_whoever_comes_to_count_meanwhile() -> (
    None
):
    Member.objects.filter(identities__external_id="u1").update(kind="bot")
    opened = open_night_of(business_date=LAST, now=NOW)

    def die(_view: Any) -> None:
        raise Died

    with pytest.raises(Died):
        work_on_night(
            night=opened,
            stages=[PIPELINE_STAGES[0]._replace(work=die)],
            progress=Progress(None),
        )
    assert set(opened.planned_shards().values_list("stage", flat=True)) == {
        NightShard.Stage.SUMMARIES,
    }
    Member.objects.filter(identities__external_id="u1").update(kind="person")
    Member.objects.filter(identities__external_id="u2").update(kind="bot")
    done = help_with_night(night_id=opened.pk, clock=clock)
    shown, decided = (
        set(
            model.objects.of_generation(done.generation).values_list(
                "member_id",
                flat=True,
            ),
        )
        for model in (ActivitySummary, DormancyState)
    )
    assert shown == decided
    assert Member.objects.get(identities__external_id="u2").pk in shown


def test_every_kind_and_the_largest_quantity_are_counted_as_they_are(
    community,
) -> None:
    rows = [
        {
            "external_id": f"k{kind.number}",
            "member": "u3",
            "occurred_at": "2026-05-10T03:00:00+00:00",
            "kind": kind.name,
            "quantity": QUANTITY_LIMIT,
        }
        for kind in KINDS
    ]
    ingest(community, rows)
    generation = night().generation
    member = Member.objects.get(identities__external_id="u3")
    series = MemberSeries.objects.of_generation(generation).get(member=member)
    for name in (
        "presence",
        "light",
        "conversation",
        "creation",
        "participation",
    ):
        numbers = [
            kind.number
            for kind in KINDS
            if kind.dimension is not None
            and kind.dimension.name.lower() == name
        ]
        mine = ActivityEvent.objects.filter(member=member, kind__in=numbers)
        assert (
            getattr(series, f"{name}_total")
            == mine.aggregate(total=Sum("quantity"))["total"]
        )
