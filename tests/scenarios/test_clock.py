"""P47: a clock that jumps either way never skips, doubles or hides a night."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from activity.models import NightlyRun, PublishedGeneration
from activity.selectors.freshness import read_freshness
from activity.selectors.nights import missing_dates
from activity.services.clock import look_at_clock
from activity.services.night_plans import open_night
from common.jobs.queue import request_job, run_job
from common.models import OutboxReceiver
from insights.models import Segment, SegmentSpell
from insights.rules.segments import AsOf
from insights.services.segment_counts import recompute_segment
from insights.services.segments import save_segment
from kocops.nightly import (
    PIPELINE_STAGES,
    check_clock,
    fingerprint_of,
    open_night_of,
    refresh_published_segments,
    run_missed_nights,
    run_nightly,
)
from roles.models import RoleScore, RoleSpell
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.roles.community import ingest_community

LAST = date(2026, 5, 19)
JUMP = timedelta(days=40)
LATELY = {"field": "last_active", "within_days": 10}
pytestmark = pytest.mark.django_db


@pytest.fixture
def community() -> Any:
    source = EventSourceFactory()
    ingest(source, raw_events(members=12, count=600, last=LAST, days=200))
    return source


def run_at(now: datetime, **how: Any) -> list[str]:
    return [
        str(night) for night in run_missed_nights(clock=lambda: now, **how)
    ]


def published() -> date:
    return PublishedGeneration.objects.get().business_date


def fingerprint() -> str:
    return fingerprint_of(PublishedGeneration.objects.get().generation)


def days_later(count: int) -> datetime:
    return NOW + timedelta(days=count)


def run_future_nights(count: int = 3) -> None:
    """Nights of a future that has not happened are published, as an earlier version wrote them."""
    ahead = NOW + JUMP
    for number in range(count, 0, -1):
        run_nightly(
            business_date=ahead.date() - timedelta(days=number),
            clock=lambda: ahead,
        )


def test_a_jump_ahead_is_refused_and_the_next_night_runs(
    community,
    caplog,
) -> None:
    run_at(NOW)
    assert run_at(NOW + JUMP) == []
    assert published() == LAST
    assert [
        record.levelname
        for record in caplog.records
        if "clock_ahead" in record.message
    ] == ["ERROR"]
    assert read_freshness(NOW + JUMP).clock == "clock_ahead"

    assert run_at(days_later(1)) == ["2026-05-20"]
    assert read_freshness(days_later(1)).clock == "ok"
    assert run_at(days_later(2)) == ["2026-05-21"]


def test_a_jump_through_the_worker_is_refused_and_heals(
    community,
    time_machine,
    monkeypatch,
) -> None:
    # The worker gives up connections that are old, also the one that this test's transaction is on.
    monkeypatch.setattr(
        connection,
        "close_if_unusable_or_obsolete",
        lambda: None,
    )
    time_machine.move_to(NOW, tick=False)
    run_at(NOW)
    time_machine.move_to(NOW + JUMP, tick=False)
    call_command("work", "--once")
    assert published() == LAST

    time_machine.move_to(days_later(1) + timedelta(hours=4), tick=False)
    call_command("work", "--once")
    assert published() == LAST + timedelta(days=1)
    assert NightlyRun.objects.count() == 2


def test_nights_of_the_future_are_replaced_by_the_true_one(community) -> None:
    run_at(NOW)
    true = fingerprint()
    run_future_nights()
    assert read_freshness(NOW).clock == "night_ahead"
    assert read_freshness(NOW).as_of()["clock"] == "night_ahead"

    assert missing_dates(NOW) == [LAST]
    assert run_at(NOW) == ["2026-05-19"]
    assert fingerprint() == true
    assert read_freshness(NOW).clock == "ok"
    assert NightlyRun.objects.filter(set_aside_at=NOW).count() == 3
    assert run_at(days_later(1)) == ["2026-05-20"]
    assert missing_dates(days_later(1)) == []


def test_a_healed_community_is_as_if_nothing_had_happened(community) -> None:
    """Days go on after the jump; incremental nights from the healed one equal a full rebuild."""
    run_at(NOW)
    run_future_nights()
    for number in (1, 2, 3):
        day = LAST + timedelta(days=number)
        rows = [
            {
                "external_id": f"n{number}",
                "member": "u1",
                "occurred_at": f"{day}T08:00:00Z",
                "kind": "post",
            },
        ]
        ingest(community, rows, now=days_later(number))
        run_at(days_later(number))
    healed = fingerprint()
    run_nightly(
        business_date=published(),
        clock=lambda: days_later(3),
        full=True,
    )

    assert fingerprint() == healed
    today = days_later(3).date()
    assert not RoleSpell.objects.filter(started_on__gte=today).exists()
    assert not RoleSpell.objects.filter(ended_on__gte=today).exists()


def test_a_night_of_the_future_gets_its_own_night_in_time(community) -> None:
    run_at(NOW)
    run_future_nights(1)
    future = published()
    run_at(NOW)
    now = datetime(
        future.year,
        future.month,
        future.day,
        2,
        tzinfo=UTC,
    ) + timedelta(days=1)
    opened = open_night(business_date=future, now=now, stages=PIPELINE_STAGES)

    assert (opened.business_date, opened.set_aside_at, opened.state) == (
        future,
        None,
        NightlyRun.State.RUNNING,
    )
    assert opened.base_date == LAST


def test_a_cut_off_night_of_the_future_is_planned_anew(community) -> None:
    """Its plan stands on a generation and a horizon of another time."""
    run_at(NOW)
    cut_off = open_night_of(
        business_date=LAST + timedelta(days=30),
        now=NOW + JUMP,
    )
    run_at(days_later(1))
    again = open_night_of(business_date=cut_off.business_date, now=NOW + JUMP)

    assert again.generation > cut_off.generation
    assert again.base_date == LAST + timedelta(days=1)


def test_nights_run_ahead_of_days_that_are_over_by_now_are_run_again(
    community,
) -> None:
    """The clock was five days ahead; it is set right two days later."""
    run_at(NOW)
    ahead = days_later(5)
    assert len(run_at(ahead)) == 5
    rows = [
        {
            "external_id": "late",
            "member": "u1",
            "occurred_at": "2026-05-20T08:00:00Z",
            "kind": "post",
        },
    ]
    ingest(community, rows, now=days_later(2))

    assert missing_dates(days_later(2)) == [
        LAST + timedelta(days=n) for n in (1, 2)
    ]
    assert run_at(days_later(2)) == ["2026-05-20", "2026-05-21"]
    healed = fingerprint()
    run_nightly(
        business_date=published(),
        clock=lambda: days_later(2),
        full=True,
    )
    assert fingerprint() == healed


def test_a_long_outage_is_caught_up_by_what_the_sources_send(
    community,
) -> None:
    run_at(NOW)
    back = NOW + JUMP
    rows = [
        {
            "external_id": f"g{n}",
            "member": "u1",
            "occurred_at": days_later(n).isoformat(),
            "kind": "post",
        }
        for n in range(0, 40, 3)
    ]
    ingest(community, rows, now=back)

    assert len(run_at(back)) == 31
    assert published() == back.date() - timedelta(days=1)
    assert read_freshness(back).clock == "ok"


def test_one_event_far_ahead_proves_nothing(community) -> None:
    run_at(NOW)
    rows = [
        {
            "external_id": "far",
            "member": "u1",
            "occurred_at": (NOW + JUMP).isoformat(),
            "kind": "post",
        },
    ]
    ingest(community, rows, now=NOW + JUMP)

    assert run_at(NOW + JUMP) == []


def test_a_machine_that_was_up_all_the_time_is_believed(
    community,
    monkeypatch,
) -> None:
    monkeypatch.setattr(
        "activity.services.clock._boot_and_uptime",
        lambda: ("a boot", 100.0),
    )
    run_at(NOW)
    passed = JUMP.total_seconds()
    monkeypatch.setattr(
        "activity.services.clock._boot_and_uptime",
        lambda: ("another boot", 100.0 + passed),
    )
    assert run_at(NOW + JUMP) == []
    monkeypatch.setattr(
        "activity.services.clock._boot_and_uptime",
        lambda: ("a boot", 100.0 + passed),
    )
    assert len(run_at(NOW + JUMP)) == 31


def test_a_quiet_community_has_its_nights_while_the_worker_lives(
    community,
    time_machine,
) -> None:
    """Nobody writes for weeks; the clock is looked at every minute, so every day is believed."""
    run_at(NOW)
    for number in range(1, 13):
        look_at_clock(now=days_later(number))

    assert len(run_at(days_later(13))) == 13


def test_an_operator_can_say_that_the_clock_is_right(
    community,
    time_machine,
) -> None:
    run_at(NOW)
    time_machine.move_to(NOW + JUMP, tick=False)
    with pytest.raises(CommandError, match="clock_ahead"):
        call_command("run_nightly")
    with pytest.raises(CommandError, match="--accept-clock"):
        call_command("run_nightly", "--day", str(LAST + timedelta(days=20)))
    assert published() == LAST

    call_command("run_nightly", "--accept-clock")
    assert published() == (NOW + JUMP).date() - timedelta(days=1)
    assert read_freshness(NOW + JUMP).clock == "ok"


def test_a_night_asked_for_on_the_page_says_why_it_was_refused(
    community,
) -> None:
    run_at(NOW)
    job = request_job(
        kind="run_missed_nights",
        arguments={"again": True},
        user=None,
        now=NOW + JUMP,
    )
    done = run_job(job_id=job.pk, clock=lambda: NOW + JUMP)

    assert (done.state, NightlyRun.objects.count()) == ("failed", 1)
    assert "manage.py run_nightly --accept-clock" in done.failure


def test_a_clock_behind_changes_nothing(community, caplog) -> None:
    """A dead battery: the clock is years back until it is set."""
    run_at(NOW)
    before = fingerprint()
    wrong = datetime(2001, 1, 1, 5, tzinfo=UTC)
    assert run_at(wrong) == []
    assert read_freshness(wrong).clock == "clock_behind"
    assert "clock_behind" in caplog.text
    assert run_at(NOW) == []
    assert read_freshness(NOW).clock == "ok"

    assert fingerprint() == before
    assert NightlyRun.objects.count() == 1
    assert run_at(days_later(1)) == ["2026-05-20"]


def test_an_hour_back_over_midnight_doubles_no_night(community) -> None:
    midnight = datetime(2026, 5, 19, 16, 0, 30, tzinfo=UTC)
    run_at(midnight)
    generation = read_freshness(midnight).generation
    for minutes in (2, 30, 59):
        earlier = midnight - timedelta(minutes=minutes)
        assert run_at(earlier) == []
        assert read_freshness(earlier).clock == "ok"
    assert run_at(midnight + timedelta(hours=1)) == []
    assert read_freshness(midnight).generation == generation


def test_the_worker_replaces_a_night_of_the_future(
    community,
    time_machine,
    monkeypatch,
) -> None:
    """At once, also in the hours in which no night is late."""
    monkeypatch.setattr(
        connection,
        "close_if_unusable_or_obsolete",
        lambda: None,
    )
    run_at(NOW)
    run_future_nights()
    time_machine.move_to(NOW, tick=False)
    call_command("work", "--once")

    assert published() == LAST


def test_beat_replaces_a_night_of_the_future_within_a_minute(
    community,
) -> None:
    run_at(NOW)
    run_future_nights()
    check_clock(clock=lambda: NOW, call=lambda _night: None)

    assert published() == LAST


def test_every_page_and_the_api_say_so_in_words(
    community,
    as_role,
    time_machine,
) -> None:
    run_at(NOW)
    time_machine.move_to(NOW + JUMP, tick=False)
    run_missed_nights(clock=lambda: NOW + JUMP)
    client = as_role("analyst")

    for address in ("/overview/", "/members/", "/activity/nights/"):
        page = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
        assert "This server&#x27;s clock seems to be ahead." in page, address
    assert "run_nightly --accept-clock" in page
    assert client.get("/api/v1/freshness/").json()["clock"] == "clock_ahead"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["clock"]) == (200, "clock_ahead")


def role_facts() -> tuple[list[Any], list[Any]]:
    spells = RoleSpell.objects.order_by("pk").values_list(
        "member_id",
        "role",
        "started_on",
        "ended_on",
        "low_since",
    )
    scores = RoleScore.objects.of_generation(
        read_freshness(NOW).generation,
    ).order_by("member_id")
    return list(spells), list(
        scores.values_list(
            "member_id",
            "primary",
            "holds_geek",
            "holds_aesthetic",
        ),
    )


def test_roles_that_nights_of_the_future_ended_are_held_again() -> None:
    """Many silent days end every role; the silence has not happened."""
    ingest_community(EventSourceFactory())
    run_nightly(business_date=LAST - timedelta(days=3), clock=lambda: NOW)
    run_at(NOW)
    before = role_facts()
    for number in (200, 260, 320):
        run_nightly(
            business_date=LAST + timedelta(days=number),
            clock=lambda: days_later(400),
        )
    assert all(ended_on for *_facts, ended_on, _low_since in role_facts()[0])
    assert run_at(NOW) == ["2026-05-19"]

    assert role_facts() == before
    # The weeks before the first night are decided too.
    started = [started_on for _member, _role, started_on, *_rest in before[0]]
    assert len(started) == 2
    assert max(started) < LAST - timedelta(days=3)


def test_segments_counted_in_the_future_are_brought_back(
    community,
    token,
) -> None:
    run_at(NOW)
    segment = save_segment(
        segment=None,
        name="lately",
        note="",
        rule=LATELY,
        now=NOW,
        user=None,
    )
    recompute_segment(
        segment=segment,
        at=AsOf(read_freshness(NOW).generation, NOW),
    )
    inside = Segment.objects.get().member_count
    run_future_nights(1)
    refresh_published_segments(clock=lambda: NOW + JUMP)
    assert inside > Segment.objects.get().member_count == 0

    run_at(NOW)
    refresh_published_segments(clock=lambda: NOW)
    healed = Segment.objects.get()
    assert (
        healed.member_count,
        healed.counted_at - NOW < timedelta(seconds=1),
    ) == (inside, True)
    assert not SegmentSpell.objects.filter(
        started_at__gt=healed.counted_at,
    ).exists()


def test_changes_since_a_moment_of_the_future_are_refused(
    community,
    token,
    time_machine,
) -> None:
    """A copy that was brought up to date while the clock was ahead would miss
    what changes until then.
    """
    time_machine.move_to(NOW, tick=False)
    segment = save_segment(
        segment=None,
        name="lately",
        note="",
        rule=LATELY,
        now=NOW,
        user=None,
    )
    address = f"/api/v1/segments/{segment.pk}/members/"
    client = Client(headers=token("segments:read"))
    answer = client.get(address, {"changed_since": (NOW + JUMP).isoformat()})

    assert (answer.status_code, answer.json()["title"]) == (
        410,
        "since_in_future",
    )
    assert (
        client.get(address, {"changed_since": NOW.isoformat()}).status_code
        == 200
    )


def test_a_message_planned_in_the_future_is_due() -> None:
    late = OutboxReceiver(next_attempt_at=NOW + JUMP)
    soon = OutboxReceiver(next_attempt_at=NOW + timedelta(hours=5))
    assert late.is_callable(NOW)
    assert not soon.is_callable(NOW)
    assert soon.is_callable(NOW + timedelta(hours=6))
