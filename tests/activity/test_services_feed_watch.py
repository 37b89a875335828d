"""Counting what feeds send, and the alarms of sources that come in files."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from activity.models import FeedDay, FeedSilence, FeedState
from activity.selectors.feeds import feeds_of
from activity.selectors.freshness import read_freshness
from activity.services.feed_days import count_feed_days
from activity.services.feed_decisions import (
    acknowledge_silence,
    decide_silence,
)
from activity.services.feed_watch import watch_feeds
from common.calendar import business_zone
from common.errors import Conflict, Invalid
from common.models import DomainEvent
from tests.activity.events import ingest, raw_events
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


def moment(day: date, hour: float = 0) -> datetime:
    start = datetime(day.year, day.month, day.day, tzinfo=business_zone())
    return start + timedelta(hours=hour)


def week_of_events(number: int) -> list[dict[str, Any]]:
    """Return 70 events of the week of this number, all kinds of a day spread."""
    random = np.random.default_rng(number)
    rows = []
    for n in range(70):
        at = moment(FIRST + timedelta(days=number * 7 + n % 7))
        at += timedelta(hours=float(random.uniform(8, 23)))
        rows.append(
            {
                "external_id": f"{number} {n}",
                "member": f"u{n % 9}",
                "occurred_at": at.isoformat(),
                "kind": "view",
            },
        )
    return rows


def stored() -> list[Any]:
    rows = FeedDay.objects.order_by("source", "kind", "day")
    return list(
        rows.values_list(
            "source", "kind", "day", "hours", "last_at", "arrivals"
        ),
    )


def test_counting_piece_by_piece_equals_counting_at_once() -> None:
    source = EventSourceFactory()
    rows = raw_events(members=5, count=300, last=FIRST, days=40)
    for start in range(0, 300, 60):
        at = moment(FIRST + timedelta(days=1), start / 60)
        ingest(source, rows[start : start + 60], now=at)
        count_feed_days(now=at)
    pieces = stored()
    assert sum(sum(hours) for _, _, _, hours, _, _ in pieces) == 300
    count_feed_days(now=at, anew=True)
    assert stored() == pieces


def test_hours_are_those_of_the_business_day() -> None:
    source = EventSourceFactory()
    row = raw_events(members=1, count=1, last=FIRST, days=1)[0]
    late = {**row, "occurred_at": "2026-01-05T16:30:00Z", "kind": "view"}
    ingest(source, [late], now=moment(FIRST + timedelta(days=2)))
    count_feed_days(now=moment(FIRST + timedelta(days=2)))
    day = FeedDay.objects.get(day=date(2026, 1, 6))
    assert day.hours[0] == 1


def weekly_files(count: int) -> Any:
    """Deliver a file every Monday at 9 for the week before; return the source."""
    source = EventSourceFactory()
    for number in range(count):
        at = moment(FIRST + timedelta(days=number * 7 + 7), 9)
        ingest(source, week_of_events(number), now=at)
    return source


def test_weekly_file_alarms_only_when_it_is_overdue() -> None:
    weekly_files(10)
    delivered = moment(FIRST + timedelta(days=70), 9)
    for days in range(11):
        watch_feeds(now=delivered + timedelta(days=days))
        assert not FeedSilence.objects.exists(), f"after {days} days"
    watch_feeds(now=delivered + timedelta(days=11))
    silence = FeedSilence.objects.get()
    assert silence.scope == "all"
    watch_feeds(now=delivered + timedelta(days=12))
    event = DomainEvent.objects.get()
    assert (event.kind, event.subject_id) == ("feed.silent", silence.pk)
    assert event.data["source"] == silence.source.name


def test_next_file_ends_the_alarm() -> None:
    source = weekly_files(10)
    late = moment(FIRST + timedelta(days=83), 9)
    watch_feeds(now=late)
    assert FeedSilence.objects.unfilled().exists()
    rows = [*week_of_events(10), *week_of_events(11)]
    until = late.isoformat()
    ingest(source, [one for one in rows if one["occurred_at"] < until], late)
    watch_feeds(now=late)
    assert FeedSilence.objects.get().ended_at == late


def test_rejected_rows_are_the_cause_of_a_silence() -> None:
    source = weekly_files(10)
    late = moment(FIRST + timedelta(days=84), 9)
    rows = [{**row, "kind": "page_flip"} for row in week_of_events(10)]
    ingest(source, rows, now=late - timedelta(days=1))
    watch_feeds(now=late)
    silence = FeedSilence.objects.get()
    assert silence.cause == FeedSilence.Cause.REFUSED
    assert silence.refused == 70


def test_old_archive_raises_no_alarm() -> None:
    source = EventSourceFactory()
    rows = []
    for number in range(20):
        rows += week_of_events(number)
    now = moment(FIRST + timedelta(days=140 + 190))
    ingest(source, rows, now=now)
    watch_feeds(now=now)
    assert FeedState.objects.get(source=source).expected > 100
    assert not FeedSilence.objects.exists()


def test_decisions_need_a_reason_and_an_open_alarm(accounts) -> None:
    weekly_files(10)
    late = moment(FIRST + timedelta(days=84), 9)
    watch_feeds(now=late)
    silence = FeedSilence.objects.get()
    who = {"now": late, "user": accounts["analyst"]}
    for decision, reason in (("ended", ""), ("lost", "备份没有了")):
        with pytest.raises(Invalid):
            decide_silence(
                silence=silence,
                decision=decision,
                reason=reason,
                **who,
            )
    acknowledge_silence(silence=silence, **who)
    assert not FeedSilence.objects.alarming().exists()
    decide_silence(silence=silence, decision="ended", reason="停服", **who)
    with pytest.raises(Conflict):
        acknowledge_silence(silence=silence, **who)
    watch_feeds(now=late + timedelta(days=3))
    assert not FeedSilence.objects.unfilled().exists()


def test_ended_source_that_sends_again_is_watched_again(accounts) -> None:
    source = weekly_files(10)
    late = moment(FIRST + timedelta(days=84), 9)
    watch_feeds(now=late)
    decide_silence(
        silence=FeedSilence.objects.get(),
        decision="ended",
        reason="停服",
        now=late,
        user=accounts["lead"],
    )
    for number in (12, 13, 14):
        at = moment(FIRST + timedelta(days=number * 7 + 7), 9)
        ingest(source, week_of_events(number), now=at)
    watch_feeds(now=at + timedelta(days=40))
    again = FeedSilence.objects.unfilled().get()
    assert again.silent_since > late


def test_kind_that_the_mapping_leaves_out_is_noticed() -> None:
    source = EventSourceFactory()
    weeks = [week_of_events(number) for number in range(14)]
    for number, week in enumerate(weeks):
        for n, row in enumerate(week):
            row["kind"] = ("view", "like")[n % 2]
        if number == 12:
            source.kinds = {"view": "view", "like": "-"}
            source.save()
        at = moment(FIRST + timedelta(days=number * 7 + 7), 1)
        ingest(source, week, now=at)
    watch_feeds(now=at)
    silence = FeedSilence.objects.get()
    assert (silence.scope, silence.cause) == ("kind:10", "turned_away")
    assert silence.refused >= 70


def test_every_part_of_a_silent_source_is_silent() -> None:
    source = EventSourceFactory()
    rows = []
    for number in range(10):
        for n, row in enumerate(week_of_events(number)):
            kind = ("view", "like", "comment")[n % 3]
            rows.append({**row, "kind": kind})
    ingest(source, rows, now=moment(FIRST + timedelta(days=70), 1))
    watch_feeds(now=moment(FIRST + timedelta(days=80)))
    silence = FeedSilence.objects.get()
    assert silence.scope == "all"
    feeds = feeds_of(source)["feeds"]
    assert len(feeds) > 3
    assert all(feed.is_silent_now for feed in feeds)
    whole = next(one for one in feeds if one.state.scope == "all")
    FeedSilence.objects.update(expected=1.5)
    whole = feeds_of(source)["feeds"][feeds.index(whole)]
    assert whole.expected == 1.5, "the number of the alarm"
    alarms = read_freshness(moment(FIRST + timedelta(days=80))).alarms
    assert [str(one) for one in alarms] == [str(source)]
