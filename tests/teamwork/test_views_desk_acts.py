"""What is done on a row of the desk, put off, and undone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from alerts.models import Issue, QuestionCare
from alerts.services.new_posts import process_new_posts
from common.calendar import business_date
from common.errors import Invalid
from common.models import StaffAbsence
from common.security.access import roles_of
from common.ui.undo import undo_address
from community.models import Question
from members.models import Member
from teamwork.models import Interaction, SeenItem, SnoozedItem
from teamwork.rules.snoozing import LONGEST
from teamwork.selectors.desk import find_item, read_desk, snoozed_items
from teamwork.selectors.desk_items import DeskContext
from teamwork.services.desk import snooze_item
from tests.alerts.posts import article
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = business_date(NOW)
ACT = "teamwork:desk_act"


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def numbers(user: Any, kind: str, now: Any = NOW) -> list[int]:
    viewer = DeskContext(user, roles_of(user), now, business_date(now), 0)
    return [
        item.number
        for section in read_desk(viewer)
        for item in section.items
        if section.kind == kind
    ]


def promise_of(owner: Any, **more: Any) -> Interaction:
    fields = {
        "member": MemberFactory(),
        "summary": "聊了聊",
        "promise": "寄海报",
        "due_on": TODAY - timedelta(days=1),
        "promise_owner": owner,
        "staff": owner,
        "happened_at": NOW,
        "created_at": NOW,
        **more,
    }
    return Interaction.objects.create(key=uuid4(), **fields)


def post(client: Any, kind: str, number: int, act: str, **data: Any) -> Any:
    fields = {"kind": kind, "number": number, "act": act, **data}
    return client.post(reverse(ACT), fields, follow=True)


def undo(client: Any, answer: Any) -> Any:
    found = [undo_address(one) for one in answer.context["messages"]]
    (address,) = [one for one in found if one]
    return client.post(address, follow=True)


def test_a_promise_is_kept_and_open_again(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    client = as_role("communicator")
    answer = post(client, "promise", row.pk, "keep")
    row.refresh_from_db()
    assert row.kept_at == NOW
    undo(client, answer)
    row.refresh_from_db()
    assert row.kept_at is None
    assert numbers(accounts["communicator"], "promise") == [row.pk]


def test_a_promise_is_moved_and_moved_back(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    client = as_role("communicator")
    day = TODAY + timedelta(days=3)
    answer = post(client, "promise", row.pk, "move", due_on=str(day))
    row.refresh_from_db()
    assert row.due_on == day
    undo(client, answer)
    row.refresh_from_db()
    assert row.due_on == TODAY - timedelta(days=1)


def test_what_was_changed_since_is_not_undone(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    client = as_role("communicator")
    day = TODAY + timedelta(days=3)
    answer = post(client, "promise", row.pk, "move", due_on=str(day))
    later = TODAY + timedelta(days=5)
    Interaction.objects.update(due_on=later)
    undo(client, answer)
    row.refresh_from_db()
    assert row.due_on == later


def test_another_colleague_cannot_use_an_undo(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    answer = post(as_role("communicator"), "promise", row.pk, "keep")
    undo(as_role("planner"), answer)
    row.refresh_from_db()
    assert row.kept_at == NOW


def test_what_is_not_on_the_desk_cannot_be_acted_on(as_role, accounts) -> None:
    row = promise_of(accounts["lead"])
    post(as_role("communicator"), "promise", row.pk, "keep")
    row.refresh_from_db()
    assert row.kept_at is None


def test_a_welcome_is_logged_and_taken_back(as_role, accounts) -> None:
    member = MemberFactory(
        primary_contact=accounts["communicator"],
        joined_on=TODAY,
    )
    client = as_role("communicator")
    answer = post(client, "newcomer", member.pk, "welcome")
    assert member.interactions.count() == 1
    assert numbers(accounts["communicator"], "newcomer") == []
    undo(client, answer)
    assert member.interactions.count() == 0
    assert numbers(accounts["communicator"], "newcomer") == [member.pk]


def test_a_short_log_keeps_its_promise(as_role, accounts) -> None:
    member = MemberFactory(
        primary_contact=accounts["communicator"],
        joined_on=TODAY,
    )
    said = {
        "summary": "想试驾",
        "channel": "phone",
        "promise": "约试驾",
        "due_on": str(TODAY),
    }
    post(as_role("communicator"), "newcomer", member.pk, "log", **said)
    row = Interaction.objects.get()
    assert (row.staff, row.promise) == (accounts["communicator"], "约试驾")


def test_an_alert_is_given_away_and_back(as_role, accounts) -> None:
    article(EventSourceFactory())
    process_new_posts(now=NOW)
    Issue.objects.update(owner=None)
    issue = Issue.objects.unmerged().get()
    client = as_role("lead")
    answer = post(
        client,
        "unowned",
        issue.pk,
        "assign",
        colleague=accounts["communicator"].pk,
    )
    assert numbers(accounts["communicator"], "alert") == [issue.pk]
    undo(client, answer)
    issue.refresh_from_db()
    assert issue.owner is None
    assert numbers(accounts["lead"], "unowned") == [issue.pk]


def test_an_alert_is_confirmed_on_the_row(as_role, accounts) -> None:
    article(EventSourceFactory())
    process_new_posts(now=NOW)
    Issue.objects.update(owner=accounts["communicator"])
    issue = Issue.objects.unmerged().get()
    post(as_role("communicator"), "alert", issue.pk, "confirm")
    issue.refresh_from_db()
    assert issue.state == Issue.State.CONFIRMED


def test_a_stand_in_is_chosen_on_the_row(as_role, accounts) -> None:
    absence = StaffAbsence.objects.create(
        user=accounts["communicator"],
        starts_on=TODAY,
        ends_on=TODAY,
    )
    client = as_role("lead")
    chosen = accounts["planner"]
    answer = post(
        client, "absence", absence.pk, "stand_in", colleague=chosen.pk
    )
    absence.refresh_from_db()
    assert absence.stand_in == chosen
    undo(client, answer)
    absence.refresh_from_db()
    assert absence.stand_in is None


def test_what_is_put_off_comes_back_by_itself(as_role, accounts) -> None:
    user = accounts["communicator"]
    row = promise_of(user)
    client = as_role("communicator")
    post(client, "promise", row.pk, "snooze", until="tomorrow")
    assert numbers(user, "promise") == []
    page = client.get(reverse("teamwork:desk"), {"show": "snoozed"})
    assert "寄海报" in page.content.decode()
    viewer = DeskContext(user, roles_of(user), NOW, TODAY, 0)
    assert snoozed_items(viewer).count() == 1
    later = NOW + timedelta(days=1)
    assert numbers(user, "promise", later) == [row.pk]


def test_what_is_put_off_can_be_brought_back(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    client = as_role("communicator")
    answer = post(client, "promise", row.pk, "snooze", until="hour")
    undo(client, answer)
    assert not SnoozedItem.objects.exists()
    post(client, "promise", row.pk, "snooze", until="monday")
    post(client, "promise", row.pk, "wake")
    assert numbers(accounts["communicator"], "promise") == [row.pk]


def test_nothing_is_put_off_for_longer_than_it_says(accounts) -> None:
    row = promise_of(accounts["communicator"])
    viewer = DeskContext(
        accounts["communicator"],
        roles_of(accounts["communicator"]),
        NOW,
        TODAY,
        0,
    )
    item = find_item(viewer, "promise", row.pk)
    how = {"item": item, "reason": "", "user": viewer.user, "now": NOW}
    too_late = NOW + LONGEST + timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        snooze_item(until=too_late, **how)
    assert str(LONGEST.days) in str(refused.value.message)
    assert not SnoozedItem.objects.exists()
    assert snooze_item(until=NOW + LONGEST, **how).pk


def test_critical_is_put_off_only_with_a_reason(as_role, accounts) -> None:
    article(EventSourceFactory())
    process_new_posts(now=NOW)
    Issue.objects.update(owner=None)
    issue = Issue.objects.unmerged().get()
    client = as_role("lead")
    post(client, "unowned", issue.pk, "snooze", until="hour")
    assert not SnoozedItem.objects.exists()
    post(
        client,
        "unowned",
        issue.pk,
        "snooze",
        until="hour",
        reason="工程师正在看",
    )
    assert SnoozedItem.objects.get().reason == "工程师正在看"


def test_done_can_be_undone(as_role, accounts) -> None:
    member = MemberFactory(
        primary_contact=accounts["communicator"],
        joined_on=TODAY,
    )
    client = as_role("communicator")
    answer = post(client, "newcomer", member.pk, "done")
    assert SeenItem.objects.count() == 1
    undo(client, answer)
    assert not SeenItem.objects.exists()


def test_what_only_its_page_settles_is_not_put_away(as_role, accounts) -> None:
    row = promise_of(accounts["communicator"])
    post(as_role("communicator"), "promise", row.pk, "done")
    assert not SeenItem.objects.exists()


def test_a_question_is_taken_and_given_back(as_role, accounts) -> None:
    article(EventSourceFactory())
    question = Question.objects.unanswered().first()
    if question is None:
        post_of = Member.objects.first().posts.first()
        question = Question.objects.create(post=post_of)
    QuestionCare.objects.create(question=question, escalated_at=NOW)
    client = as_role("communicator")
    answer = post(client, "question", question.pk, "take")
    care = QuestionCare.objects.get()
    assert care.taken_by == accounts["communicator"]
    undo(client, answer)
    care.refresh_from_db()
    assert care.taken_by is None


def said(page: Any) -> list[str]:
    return [str(one) for one in page.context["messages"]]


def test_a_message_says_whose_promise_it_is(as_role, accounts) -> None:
    member = MemberFactory(nickname="青柠掌柜8799")
    row = promise_of(accounts["communicator"], member=member)
    client = as_role("communicator")
    kept = post(client, "promise", row.pk, "keep")
    (text,) = said(kept)
    assert "青柠掌柜8799" in text and "寄海报" in text
    (text,) = said(undo(client, kept))
    assert "青柠掌柜8799" in text and "寄海报" in text
    day = str(TODAY + timedelta(days=3))
    moved = post(client, "promise", row.pk, "move", due_on=day)
    assert "青柠掌柜8799" in said(moved)[0]
    undo(client, moved)
    later = post(client, "promise", row.pk, "snooze", until="tomorrow")
    assert "青柠掌柜8799" in said(later)[0]


def test_newcomers_wait_in_the_order_of_their_coming(
    as_role, accounts
) -> None:
    comers = [
        MemberFactory(
            primary_contact=accounts["communicator"],
            joined_on=TODAY - timedelta(days=days),
        )
        for days in (1, 5, 3)
    ]
    first, second, third = comers[1], comers[2], comers[0]
    found = numbers(accounts["communicator"], "newcomer")
    assert found == [first.pk, second.pk, third.pk]


def test_the_desk_says_how_many_belong_to_the_reader(
    as_role, accounts
) -> None:
    promise_of(accounts["lead"])
    promise_of(None)
    page = as_role("lead").get(reverse("teamwork:desk"))
    assert (page.context["count"], page.context["own"]) == (2, 1)
    team = as_role("lead").get(reverse("teamwork:team")).context["rows"]
    assert {row.name: row.open for row in team}["lead"] == 1


def test_monday_is_offered_once(as_role, accounts, time_machine) -> None:
    promise_of(accounts["communicator"])
    sunday = NOW + timedelta(days=6 - TODAY.weekday())
    for now, offers in ((sunday, False), (sunday - timedelta(days=1), True)):
        time_machine.move_to(now, tick=False)
        page = as_role("communicator").get(reverse("teamwork:desk"))
        assert ('value="monday"' in page.content.decode()) is offers
