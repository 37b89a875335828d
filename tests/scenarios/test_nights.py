"""The night: incremental equals full, late events count, readers see one whole
generation, nothing runs twice.
"""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import (
    ActivityEvent,
    ActivitySummary,
    CommunityWeek,
    MemberSeries,
    NightlyRun,
    PublishedGeneration,
)
from activity.selectors.feed_holds import FEEDS
from activity.selectors.freshness import read_freshness
from activity.selectors.nights import missing_dates
from activity.services.night_plans import open_night
from activity.services.night_publishing import finish_night
from activity.services.shard_work import RECOUNTS
from common.errors import DomainError
from kocops.nightly import (
    PIPELINE_STAGES,
    fingerprint_of,
    help_with_night,
    open_night_of,
    run_missed_nights,
    run_nightly,
)
from members.models import Member
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

LAST = date(2026, 5, 19)
pytestmark = pytest.mark.django_db


def night(day: date = LAST, **options: Any) -> NightlyRun:
    return run_nightly(business_date=day, clock=lambda: NOW, **options)


def fingerprint() -> str:
    return fingerprint_of(PublishedGeneration.objects.get().generation)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 10_000),
    pieces=st.integers(1, 5),
    nights=st.integers(1, 4),
    shards=st.integers(1, 3),
)
def test_incremental_nights_equal_a_full_rebuild_whatever_came_when(
    settings_of,
    seed,
    pieces,
    nights,
    shards,
) -> None:
    """Events come shuffled, doubled and late, between nights of successive days."""
    with transaction.atomic():
        source = EventSourceFactory()
        rows = raw_events(members=9, count=150, last=LAST, days=90, seed=seed)
        random = np.random.default_rng(seed)
        order = [
            *random.permutation(len(rows)).tolist(),
            *random.integers(0, len(rows), 30).tolist(),
        ]
        ingest(source, rows[:1])
        night(LAST - timedelta(days=nights), workers=1)
        for number, piece in enumerate(
            np.array_split(order, max(pieces, nights)),
        ):
            ingest(source, [rows[i] for i in piece])
            if number < nights:
                settings_of.NIGHT_SHARD_MEMBERS = -(-9 // shards)
                night(LAST - timedelta(days=nights - 1 - number))
        night(again=True)
        incremental = fingerprint()
        assert (
            NightlyRun.objects.get(business_date=LAST).mode
            == NightlyRun.Mode.INCREMENTAL
        )
        night(full=True)
        assert fingerprint() == incremental
        transaction.set_rollback(True)


@pytest.fixture
def settings_of(settings: Any) -> Any:
    return settings


@pytest.fixture
def community() -> Any:
    source = EventSourceFactory()
    ingest(source, raw_events(members=12, count=600, last=LAST, days=200))
    return source


def test_several_shards_give_what_one_gives(community, settings) -> None:
    night()
    one = fingerprint()
    settings.NIGHT_SHARD_MEMBERS = 5
    night(full=True)
    assert NightlyRun.objects.get().planned_shards().count() == 3
    assert fingerprint() == one


def test_events_after_the_business_date_wait_for_their_own_night(
    community,
) -> None:
    night(LAST - timedelta(days=30), full=True)
    before = fingerprint()
    latest = ActivitySummary.objects.order_by("-last_activity_at").first()
    assert latest.last_activity_at.date() <= LAST - timedelta(days=30)
    night(LAST)
    assert fingerprint() != before
    seen = (
        ActivityEvent.objects.exclude(kind=9).order_by("-occurred_at").first()
    )
    newest = (
        ActivitySummary.objects.of_generation(read_freshness(NOW).generation)
        .order_by("-last_activity_at")
        .first()
    )
    assert newest.last_activity_at == seen.occurred_at


def test_a_night_that_is_done_is_not_run_again(community) -> None:
    first = night()
    assert night().generation == first.generation
    assert night(again=True).generation == first.generation + 1


def test_two_generations_are_kept_so_that_open_pages_read_on(
    community,
) -> None:
    numbers = [
        night(LAST - timedelta(days=n)).generation for n in (3, 2, 1, 0)
    ]
    for model in (MemberSeries, ActivitySummary, CommunityWeek):
        kept = set(model.objects.values_list("generation", flat=True))
        assert kept == set(numbers[-2:]), model


def test_a_night_planned_before_a_part_was_there_is_planned_anew(
    community,
) -> None:
    old = open_night(business_date=LAST, now=NOW)
    done = night()
    assert (done.pk, done.state) == (old.pk, NightlyRun.State.DONE)
    assert done.generation > old.generation
    assert set(done.pinned) == {part.name for part in PIPELINE_STAGES} | {
        FEEDS,
        RECOUNTS,
    }


def test_an_open_night_is_not_seen_until_it_is_published(community) -> None:
    night(LAST - timedelta(days=1))
    before = fingerprint()
    opened = open_night_of(business_date=LAST, now=NOW)
    assert fingerprint() == before
    assert read_freshness(NOW).business_date == LAST - timedelta(days=1)
    help_with_night(night_id=opened.pk, clock=lambda: NOW)
    assert read_freshness(NOW).business_date == LAST


def test_a_night_is_finished_once(community) -> None:
    done = night()
    again = finish_night(
        night=NightlyRun.objects.get(pk=done.pk),
        clock=lambda: NOW + timedelta(hours=1),
        stages=PIPELINE_STAGES,
    )
    assert again.finished_at == done.finished_at


def test_a_night_for_a_day_that_is_not_over_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        night(date(2026, 5, 20))
    assert refused.value.code == "day_not_over"


def test_an_older_night_does_not_take_readers_back(community) -> None:
    night()
    with pytest.raises(DomainError) as refused:
        night(LAST - timedelta(days=5))
    assert refused.value.code == "night_before_published"


def test_missed_nights_are_named_and_caught_up(community) -> None:
    night(LAST - timedelta(days=3))
    assert missing_dates(NOW) == [LAST - timedelta(days=n) for n in (2, 1, 0)]
    assert read_freshness(NOW + timedelta(hours=4)).missing_nights == 3
    assert len(run_missed_nights(clock=lambda: NOW)) == 3
    assert not missing_dates(NOW)
    assert not read_freshness(NOW + timedelta(hours=4)).is_late


def test_a_community_without_events_has_a_night_too() -> None:
    done = night()
    assert done.member_count == 0
    assert CommunityWeek.objects.count() == 157


def test_staff_bots_and_test_accounts_never_count(community) -> None:
    night()
    people = ActivitySummary.objects.count()
    Member.objects.filter(identities__external_id="u1").update(kind="bot")
    Member.objects.filter(identities__external_id="u2").update(kind="staff")
    night(again=True)
    generation = read_freshness(NOW).generation
    assert (
        ActivitySummary.objects.of_generation(generation).count() == people - 2
    )
    active = (
        CommunityWeek.objects.of_generation(generation)
        .order_by("-active_members")
        .first()
    )
    assert active.active_members <= people - 2


def test_a_backfill_makes_nobody_new(community) -> None:
    night()
    day = str(LAST - timedelta(days=600))
    old = [
        {
            "external_id": "old",
            "member": "u3",
            "occurred_at": day,
            "kind": "post",
        },
    ]
    ingest(community, old)
    night(again=True)
    generation = read_freshness(NOW).generation
    summary = ActivitySummary.objects.of_generation(generation).get(
        member__identities__external_id="u3",
    )
    assert str(summary.first_activity_at.date()) == str(
        LAST - timedelta(days=601),
    )
    weeks = (
        CommunityWeek.objects.of_generation(generation)
        .filter(new_members__gt=0)
        .order_by("week_start")
    )
    assert weeks.first().week_start <= LAST - timedelta(days=595)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_itself_refuses_to_change_an_event(
    community,
    act,
) -> None:
    events = ActivityEvent.objects.order_by("pk")[:1].values_list(
        "pk",
        flat=True,
    )
    chosen = ActivityEvent.objects.filter(pk__in=list(events))
    refused = pytest.raises(IntegrityError)
    with refused, transaction.atomic():
        chosen.update(quantity=9) if act == "update" else chosen._raw_delete(
            chosen.db,
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_activityevent")
        assert cursor.fetchone()[0] == 600
