"""A feed stops for eight weeks: an alarm within a day, nobody cools for it, and
after the backfill everything is as if it had never stopped.
"""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.urls import reverse

from activity.models import CommunityWeek, FeedSilence, PublishedGeneration
from activity.selectors.freshness import read_freshness
from activity.services.feed_watch import watch_feeds
from common.calendar import business_zone
from kocops.nightly import fingerprint_of, run_nightly
from lifecycle.models import DormancyState
from members.models import Member
from tests.activity.events import ingest
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
LAST = date(2026, 5, 19)
STOP = LAST - timedelta(days=56)
WEEKS = 60
MEMBERS = 36


def moment(day: date, hour: float) -> datetime:
    start = datetime(day.year, day.month, day.day, tzinfo=business_zone())
    return start + timedelta(hours=hour)


def lives(
    prefix: str,
    kinds: tuple[str, ...],
    *,
    members: int = MEMBERS,
    seed: int = 5,
) -> list[dict[str, Any]]:
    """Return the events of members who come on a third of all days, each third
    of whom stops some weeks before or after the feed does.
    """
    random = np.random.default_rng(seed)
    first = LAST - timedelta(weeks=WEEKS)
    rows = []
    for number in range(members):
        ends = LAST
        if number % 3 == 0:
            ends = STOP + timedelta(days=int(random.integers(-90, 50)))
        for offset in range((ends - first).days + 1):
            if random.random() > 0.35:
                continue
            at = moment(first + timedelta(days=offset), random.uniform(8, 23))
            rows.append(
                {
                    "external_id": f"{prefix} {number} {offset}",
                    "member": f"{prefix}{number}",
                    "occurred_at": at.isoformat(),
                    "kind": kinds[int(random.integers(len(kinds)))],
                },
            )
    return rows


def until(rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    return [row for row in rows if row["occurred_at"][:10] <= str(day)]


def after(rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    return [row for row in rows if row["occurred_at"][:10] > str(day)]


def night(day: date, **how: Any) -> int:
    clock = moment(day + timedelta(days=1), 2)
    done = run_nightly(business_date=day, clock=lambda: clock, **how)
    return int(done.generation)


def states(prefix: str = "") -> dict[str, Any]:
    """Return state and spells of each member as published, by external id."""
    generation = PublishedGeneration.objects.get().generation
    rows = DormancyState.objects.filter(generation=generation).values_list(
        "member__identities__external_id",
        "state",
        "since",
        "spells",
    )
    known = {}
    for name, state, since, spells in rows:
        if name.startswith(prefix):
            known[name] = (state, since, bytes(spells))
    return known


@pytest.fixture
def source() -> Any:
    return EventSourceFactory()


@pytest.fixture
def stopped(source: Any) -> list[dict[str, Any]]:
    """Let a community live until STOP, with its night; return all its events."""
    rows = lives("m", ("login", "view", "like", "comment"))
    ingest(source, until(rows, STOP), now=moment(STOP, 23.9))
    night(STOP)
    return rows


def resumed_rows() -> list[dict[str, Any]]:
    """Return the events of the week after LAST, when the feed sends again."""
    rows = []
    for number in range(400):
        at = moment(LAST + timedelta(days=1 + number % 7), 8 + number % 15)
        row = {"external_id": f"n{number}", "member": f"m{number % MEMBERS}"}
        kind = ("login", "view", "like", "comment")[number // 7 % 4]
        rows.append({**row, "occurred_at": at.isoformat(), "kind": kind})
    return rows


def test_alarm_comes_within_a_day(source) -> None:
    rows = lives("m", ("login", "view", "like"), members=120)
    ingest(source, until(rows, STOP), now=moment(STOP, 23.9))
    watch_feeds(now=moment(STOP + timedelta(days=1), 8))
    assert not FeedSilence.objects.exists(), "it is silent every night"
    watch_feeds(now=moment(STOP + timedelta(days=1), 23))
    silence = FeedSilence.objects.get()
    assert (silence.source, silence.scope) == (source, "all")
    assert silence.silent_since.date() == STOP
    assert silence.cause == FeedSilence.Cause.NOTHING


def test_nobody_changes_state_while_it_is_silent(stopped) -> None:
    before = states()
    for days in (1, 3, 7, 14, 15, 28, 56):
        night(STOP + timedelta(days=days))
        assert states() == before
    assert Counter(state for state, _, _ in before.values())[2], "some cool"
    held = DormancyState.objects.order_by("-generation").first()
    assert held.held_since(LAST) == STOP


def test_page_of_the_source_lists_whom_it_affects(
    stopped,
    source,
    as_role,
    accounts,
) -> None:
    client = as_role("analyst")
    page = client.get(source.get_absolute_url()).content.decode()
    assert "held_since" not in page
    night(LAST)
    held_now = DormancyState.objects.filter(held_days__gt=0)
    mine = list(held_now.values_list("member_id", flat=True)[:5])
    Member.objects.filter(pk__in=mine).update(
        primary_contact=accounts["analyst"]
    )
    page = client.get(source.get_absolute_url()).content.decode()
    held = DormancyState.objects.filter(
        generation=PublishedGeneration.objects.get().generation,
        held_days__gt=0,
    )
    counts = dict(re.findall(r'data-rows-of="([^"]+)">\s*(\d+)<', page))
    everybody = f"/members/?held_since={STOP}"
    assert int(counts[everybody]) == held.count() >= 20
    for href, count in counts.items():
        table = client.get(href.replace("&amp;", "&")).context["table"]
        assert table.page.paginator.count == int(count), href
    own = f"{everybody}&amp;primary_contact={accounts['analyst'].pk}"
    assert counts[own] == "5"
    later = f"/members/?held_since={STOP + timedelta(days=1)}"
    assert client.get(later).context["table"].page.paginator.count == 0


def test_backfill_gives_what_an_unbroken_feed_gives(stopped, source) -> None:
    for days in (2, 9, 30, 56):
        night(STOP + timedelta(days=days))
    backfill = moment(LAST + timedelta(days=1), 1)
    ingest(source, after(stopped, STOP), now=backfill)
    night(LAST, again=True)
    assert not FeedSilence.objects.unfilled().exists()
    after_backfill = states()
    assert set(DormancyState.objects.values_list("held_days", flat=True)) >= {
        0,
    }
    generation = PublishedGeneration.objects.get().generation
    repaired = fingerprint_of(generation)
    assert repaired == fingerprint_of(night(LAST, full=True))

    other = EventSourceFactory(name="unbroken")
    rows = lives("u", ("login", "view", "like", "comment"))
    for day in (STOP, STOP + timedelta(days=30), LAST):
        ingest(other, until(rows, day), now=moment(day, 23.9))
        night(day, full=day == STOP)
    unbroken = {f"m{name[1:]}": one for name, one in states("u").items()}
    assert unbroken == after_backfill


def test_half_a_backfill_keeps_the_rest_held(stopped, source) -> None:
    night(LAST)
    middle = STOP + timedelta(days=28)
    ingest(
        source,
        until(after(stopped, STOP), middle),
        now=moment(LAST + timedelta(days=1), 1),
    )
    night(LAST, again=True)
    assert FeedSilence.objects.unfilled().get().silent_since.date() == middle
    held = DormancyState.objects.order_by("-generation").first()
    assert held.held_since(LAST) == middle


def test_resumed_feed_is_held_until_the_gap_is_decided(
    stopped,
    source,
    accounts,
) -> None:
    night(LAST)
    later = LAST + timedelta(days=8)
    rows = resumed_rows()
    ingest(source, rows, now=moment(later, 1))
    night(later - timedelta(days=1))
    silence = FeedSilence.objects.unfilled().get()
    assert silence.silent_until.date() == LAST + timedelta(days=1)
    held = DormancyState.objects.order_by("-generation").first()
    assert held.held_days > 56


def test_members_of_another_source_are_decided_as_ever(source) -> None:
    app = lives("a", ("login", "view", "like"), seed=1)
    forum = lives("f", ("comment", "post"), seed=2)
    board = EventSourceFactory(name="forum")
    now = moment(LAST, 23.9)
    ingest(source, until(app, STOP), now=now)
    ingest(board, forum, now=now)
    generation = night(LAST)
    silent = FeedSilence.objects.get()
    assert (silent.source, silent.scope) == (source, "all")
    rows = DormancyState.objects.filter(generation=generation)
    held = dict(
        rows.values_list("member__identities__external_id", "held_days"),
    )
    assert {days for name, days in held.items() if name[0] == "f"} == {0}
    assert {days for name, days in held.items() if name[0] == "a"} == {57}


def test_pages_desk_and_probe_say_so(stopped, as_role, client) -> None:
    night(LAST)
    for role in ("lead", "analyst", "communicator"):
        page = as_role(role).get("/overview/").content.decode()
        assert "data-silent-feed" in page
    for role, is_told in (("analyst", True), ("communicator", False)):
        desk = as_role(role).get("/desk/").context["sections"]
        assert ("feed" in [one.kind for one in desk]) == is_told
    answer = client.get("/readyz").json()
    assert answer["feeds"]["silent"][0]["scope"] == "all"


def test_member_and_board_say_since_when_states_are_held(
    stopped,
    as_role,
    token,
    client,
) -> None:
    generation = night(LAST)
    lead = as_role("lead")
    assert 'id="held"' in lead.get("/dormancy/").content.decode()
    states_held = DormancyState.objects.filter(generation=generation)
    cooling = states_held.filter(state=DormancyState.State.COOLING).first()
    page = lead.get(cooling.member.get_absolute_url()).content.decode()
    assert "data-held" in page
    kwargs = {"pk": cooling.member_id, "name": "dormancy"}
    panel = lead.get(reverse("teamwork:member_panel", kwargs=kwargs))
    assert 'data-held="57"' in panel.content.decode()
    rows = client.get(
        "/api/v1/dormancy-states/",
        headers=token("lifecycle:read"),
    ).json()["results"]
    shown = {row["member_id"]: row for row in rows}[cooling.member_id]
    assert shown["held_days"] == 57
    odds = sum(row["effect"] for row in shown["contributions"])
    assert odds > 0, "explained by the weeks that decided it"


def test_source_page_offers_what_the_reader_may_do(
    stopped,
    source,
    as_role,
) -> None:
    night(LAST)
    address = f"/activity/sources/{source.pk}/"
    for role, may_decide in (("analyst", True), ("communicator", False)):
        page = as_role(role).get(address).content.decode()
        assert "silence-" in page
        assert ('value="ended"' in page) == may_decide
        assert 'value="lost"' not in page
    assert as_role("lead").get("/activity/sources/").status_code == 200


def test_silent_weeks_have_no_figures(stopped, as_role, token, client) -> None:
    night(LAST)
    context = as_role("lead").get("/overview/").context
    figures = {one.name: one.value for one in context["figures"]}
    assert figures["active_members"] is None
    shown = {card.spec.name: card.content for card in context["cards"]}
    data = shown["active"].chart["series"][0]["data"]
    assert data[-9:] == [None] * 9
    assert data[-10] > 0
    assert CommunityWeek.objects.exists()
    weeks = client.get(
        "/api/v1/community-weeks/?limit=200",
        headers=token("activity:read"),
    ).json()
    assert weeks["as_of"]["silent_feeds"][0]["scope"] == "all"
    assert weeks["results"][-1]["active_members"] is None


def test_seen_alarm_leaves_the_pages_but_holds(stopped, as_role) -> None:
    night(LAST)
    silence = FeedSilence.objects.get()
    analyst = as_role("analyst")
    analyst.post(f"/activity/silences/{silence.pk}/")
    page = analyst.get("/overview/").content.decode()
    assert "data-silent-feed" not in page
    assert read_freshness(moment(LAST, 23)).held_since == STOP


def test_ended_source_is_decided_on_what_there_is(stopped, as_role) -> None:
    night(LAST)
    silence = FeedSilence.objects.get()
    address = f"/activity/silences/{silence.pk}/"
    lead = as_role("lead")
    lead.post(address, {"decision": "ended", "reason": " "})
    assert FeedSilence.objects.unfilled().exists(), "a reason is needed"
    lead.post(address, {"decision": "ended", "reason": "合同到期"})
    silence.refresh_from_db()
    assert silence.decided_by.username == "lead"
    night(LAST, again=True)
    assert not FeedSilence.objects.unfilled().exists(), "it stays ended"
    newest = DormancyState.objects.order_by("-generation").first()
    assert newest.held_days == 0
    assert Counter(state for state, _, _ in states().values())[2] > MEMBERS / 3


def test_kind_turned_away_is_named(source) -> None:
    rows = lives("m", ("view", "like"))
    now = moment(LAST, 23.9)
    for row in after(rows, STOP):
        if row["kind"] == "like":
            row["kind"] = "thumb_up"
    ingest(source, until(rows, STOP), now=moment(STOP, 23.9))
    ingest(source, after(rows, STOP), now=now)
    watch_feeds(now=now)
    silence = FeedSilence.objects.get()
    assert silence.scope == "kind:10"
    assert silence.cause == FeedSilence.Cause.TURNED_AWAY
    assert silence.refused > 50


def test_lost_gap_is_decided_on_what_there_is(
    stopped, source, as_role
) -> None:
    night(LAST)
    later = LAST + timedelta(days=8)
    rows = resumed_rows()
    silence = FeedSilence.objects.get()
    address = f"/activity/silences/{silence.pk}/"
    lead = as_role("lead")
    lead.post(address, {"decision": "lost", "reason": "日志已清理"})
    assert FeedSilence.objects.unfilled().exists(), "it is still silent"
    ingest(source, rows, now=moment(later, 1))
    watch_feeds(now=moment(later, 1))
    lead.post(address, {"decision": "lost", "reason": "日志已清理"})
    night(later - timedelta(days=1))
    assert not FeedSilence.objects.unfilled().exists()
    newest = DormancyState.objects.order_by("-generation").first()
    assert newest.held_days == 0
