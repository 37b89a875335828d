"""Reviews: an agenda from the numbers, checks that come back, and minutes that
stay.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.utils import translation

from campaigns.models import CampaignNode, Decision, Review
from campaigns.selectors.agenda import agenda_of, checks_of
from campaigns.services.announcing import announce_overdue
from campaigns.services.campaigns import end_campaign
from campaigns.services.reviews import (
    add_decision,
    add_review_finding,
    close_review,
    edit_review,
    read_decision,
    undo_reading,
)
from common.errors import Conflict, Invalid
from common.models import DomainEvent
from tests.campaigns.plans import (
    AFTER,
    FIRST,
    decision,
    events,
    node,
    people,
    review,
    started,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=28)


def closed(accounts: dict[str, Any], **about: Any) -> Review:
    """Return a closed review with one decision."""
    row = review(accounts, **about)
    decision(row, accounts["planner"])
    return close_review(review_id=row.pk, now=NOW)


def next_review(accounts: dict[str, Any]) -> Review:
    return review(
        accounts,
        title="六月复盘",
        since=date(2026, 5, 20),
        until=date(2026, 6, 16),
        held_on=LATER.date(),
        now=LATER,
    )


def read(
    row: Decision, reading: str = "worked", note: str = "多了三成"
) -> Any:
    return read_decision(
        decision_id=row.pk,
        reading=reading,
        note=note,
        user=None,
        now=LATER,
    )


def test_agenda_names_the_missed_target(accounts: dict[str, Any]) -> None:
    members = people(1)
    row = started(accounts, members=members, target=30)
    events({members[0]: [FIRST]})
    end_campaign(campaign_id=row.pk, now=AFTER)
    late = started(accounts, segment=row.segment, title="露营周")
    node(late, accounts["planner"])
    found = review(
        accounts,
        since=date(2026, 5, 20),
        until=date(2026, 6, 3),
        held_on=AFTER.date(),
        now=AFTER,
    ).agenda
    missed = [one for one in found if one["kind"] == "missed"]
    assert {one["name"] for one in missed} == {"山路摄影赛", "露营周"}
    assert {one["actual"] for one in missed} == {1.0}
    assert [one["kind"] for one in found].count("late") == 1


def test_agenda_of_one_campaign(accounts: dict[str, Any]) -> None:
    row = started(accounts)
    started(accounts, segment=row.segment, title="露营周")
    found = review(accounts, campaign=row, now=AFTER).agenda
    assert {one["name"] for one in found} == {"山路摄影赛"}


def test_agenda_holds_no_text_that_people_write(
    accounts: dict[str, Any],
) -> None:
    """A closed agenda never changes; what is to be done can be erased."""
    row = started(accounts)
    late = node(row, accounts["planner"], what="给王先生寄奖品")
    found = review(accounts, campaign=row, held_on=AFTER.date(), now=AFTER)
    assert "王先生" not in str(found.agenda)
    texts = [one.text for one in agenda_of(found)]
    assert any("给王先生寄奖品" in one for one in texts)
    CampaignNode.objects.filter(pk=late.pk).update(what="寄奖品")
    texts = [one.text for one in agenda_of(found)]
    assert any(one.endswith("山路摄影赛: 寄奖品") for one in texts)


def test_figures_in_the_language_of_the_reader(
    accounts: dict[str, Any],
) -> None:
    [member] = people(1)
    days = [date(2026, 5, 19 - number) for number in range(3)]
    source = EventSourceFactory()
    before = [
        post_row(number, f"u{number}", "n", minutes=-30 * 1440 + number)
        for number in range(1, 21)
    ]
    ingest(source, before)
    events({member: days})
    with translation.override("zh-hans"):
        row = review(accounts)
    with translation.override("en"):
        moved = [one for one in agenda_of(row) if one.kind == "moved"]
    [opened] = [one for one in moved if one.text.startswith("Threads opened")]
    query = QueryDict(opened.href.partition("?")[2]).dict()
    assert query == {
        "is_opening": "true",
        "since": "2026-04-22",
        "until": "2026-05-19",
    }


def test_what_was_read_on_a_desk_stands_in_the_next_minutes(
    accounts: dict[str, Any],
) -> None:
    check = closed(accounts).decisions.get()
    assert read(check).read_in is None
    second = next_review(accounts)
    assert list(checks_of(second)) == [check]
    third = review(accounts, title="补开", held_on=LATER.date(), now=LATER)
    assert list(checks_of(third)) == []


def test_next_review_opens_with_the_checks(accounts: dict[str, Any]) -> None:
    first = closed(accounts)
    second = next_review(accounts)
    check = first.decisions.get()
    assert list(checks_of(second)) == [check]
    add_review_finding(
        review_id=second.pk, text="周末好", user=None, now=LATER
    )
    with pytest.raises(Conflict) as error:
        close_review(review_id=second.pk, now=LATER)
    assert error.value.code == "unread_checks"
    assert read(check).read_in == second
    undo_reading(decision_id=check.pk)
    read(check, "dropped", "活动改期，不再适用")
    close_review(review_id=second.pk, now=LATER)
    assert list(checks_of(Review.objects.get(pk=second.pk))) == [check]
    with pytest.raises(Conflict):
        undo_reading(decision_id=check.pk)


def test_a_reading_says_what_was_seen(accounts: dict[str, Any]) -> None:
    check = closed(accounts).decisions.get()
    for reading, note in (("worked", " "), ("", "好"), ("maybe", "好")):
        with pytest.raises(Invalid):
            read(check, reading, note)
    read(check, "failed", "没有变化")
    with pytest.raises(Conflict):
        read(check)


def test_closed_minutes_stay(accounts: dict[str, Any]) -> None:
    row = closed(accounts)
    with pytest.raises(Conflict):
        edit_review(row=row, changes={"title": "n"}, opened={}, now=NOW)
    with pytest.raises(Conflict):
        add_review_finding(review_id=row.pk, text="n", user=None, now=NOW)
    for change in ({"closed_at": None}, {"agenda": []}, {"since": FIRST}):
        if change == {"agenda": []} and not row.agenda:
            change = {"agenda": [{"kind": "late"}]}
        with pytest.raises(DatabaseError), transaction.atomic():
            Review.objects.filter(pk=row.pk).update(**change)


def test_not_closed_early_or_empty(accounts: dict[str, Any]) -> None:
    row = review(accounts, held_on=LATER.date())
    with pytest.raises(Conflict) as error:
        close_review(review_id=row.pk, now=NOW)
    assert error.value.code == "early"
    with pytest.raises(Conflict) as error:
        close_review(review_id=row.pk, now=LATER)
    assert error.value.code == "empty"


def test_a_check_lies_after_the_meeting(accounts: dict[str, Any]) -> None:
    row = review(accounts)
    early = Decision(
        review=row,
        what="n",
        expected="n",
        measure="n",
        owner=accounts["lead"],
        check_on=row.held_on,
    )
    with pytest.raises(Invalid):
        add_decision(row=early)


def test_overdue_nodes_and_checks_are_announced_once(
    accounts: dict[str, Any],
) -> None:
    node(started(accounts), accounts["planner"])
    closed(accounts)
    assert announce_overdue(now=NOW) == 0
    late = NOW + timedelta(days=2)
    assert announce_overdue(now=late) == announce_overdue(now=late) == 1
    assert announce_overdue(now=LATER - timedelta(days=7)) == 1
    kinds = DomainEvent.objects.exclude(kind="campaign.started")
    assert sorted(kinds.values_list("kind", flat=True)) == [
        "campaign.node_overdue",
        "decision.check_due",
    ]
