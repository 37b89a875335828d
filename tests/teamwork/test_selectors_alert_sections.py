"""Raised issues are on the desk of whom they concern."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from alerts.models import Alert, Issue, QuestionCare, Suggestion
from alerts.services.issues import change_issue
from alerts.services.new_posts import process_new_posts
from common.calendar import business_date, business_today
from common.models import StaffAbsence
from common.security.access import ROLE_LABELS, roles_of
from community.models import Post, Question
from members.models import Member
from teamwork.models import Interaction
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from tests.alerts.posts import article
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db


def desk(user: Any) -> dict[str, list[str]]:
    viewer = DeskContext(user, roles_of(user), NOW, business_today(NOW), 0)
    return {
        section.kind: [item.title for item in section.items]
        for section in read_desk(viewer)
    }


@pytest.fixture
def raised(accounts) -> Issue:
    article(EventSourceFactory())
    process_new_posts(now=NOW)
    return Issue.objects.unmerged().get()


def test_a_raised_issue_is_on_all_five_desks(raised, accounts) -> None:
    for role in ROLE_LABELS:
        kind = "alert" if role == "lead" else "raised"
        shown = desk(accounts[role])
        assert shown.get(kind) == [str(raised)], role
        assert len({"alert", "raised", "issue"} & shown.keys()) == 1


def test_without_an_owner_it_is_on_the_desks_of_leads(
    raised,
    accounts,
) -> None:
    Issue.objects.update(owner=None)
    for role in ROLE_LABELS:
        is_lead = role in ("lead", "admin")
        assert ("unowned" in desk(accounts[role])) == is_lead
        assert "raised" not in desk(accounts[role])


def test_once_confirmed_it_waits_for_its_next_step(raised, accounts) -> None:
    change_issue(
        issue_id=raised.pk,
        to_state="confirmed",
        note="",
        user=accounts["lead"],
        now=NOW,
    )
    shown = desk(accounts["lead"])
    assert "alert" not in shown
    assert shown["issue"] == [str(raised)]


def test_the_stand_in_has_it_as_well(raised, accounts) -> None:
    StaffAbsence.objects.create(
        user=accounts["lead"],
        starts_on=business_date(NOW),
        ends_on=business_date(NOW),
        stand_in=accounts["planner"],
    )
    assert desk(accounts["planner"])["alert"] == [str(raised)]
    assert "alert" not in desk(accounts["analyst"])


def on_desk(user: Any) -> dict[str, str]:
    """Return the sections on a desk, each with the name of the colleague for
    whom its first item is done.
    """
    viewer = DeskContext(user, roles_of(user), NOW, business_today(NOW), 0)
    found = {}
    for section in read_desk(viewer):
        found[section.kind] = section.items[0].stands_in_for
    return found


def test_a_stand_in_has_all_that_the_absent_lead_has(
    raised,
    accounts,
    as_role,
) -> None:
    lead, analyst = accounts["lead"], accounts["analyst"]
    work = {
        "issue": with_engineering(lead),
        "fixed": with_owners_to_tell(raised, accounts["admin"]),
        "promise": promised_by(lead),
        "question": taken_by(lead),
        "suggestion": Suggestion.objects.create(
            name="座椅记忆",
            opened_at=NOW,
            owner=lead,
        ),
    }
    assert not work.keys() & on_desk(analyst).keys()
    StaffAbsence.objects.create(
        user=lead,
        starts_on=business_date(NOW),
        ends_on=business_date(NOW),
        stand_in=analyst,
    )
    shown = on_desk(analyst)
    assert {kind: shown.get(kind) for kind in work} == dict.fromkeys(
        work,
        "lead",
    )
    assert set(on_desk(lead).values()) == {""}


def test_the_page_marks_for_whom_it_is_done(
    raised,
    accounts,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    StaffAbsence.objects.create(
        user=accounts["lead"],
        starts_on=business_date(NOW),
        ends_on=business_date(NOW),
        stand_in=accounts["planner"],
    )
    page = as_role("planner").get(reverse("teamwork:desk")).content.decode()
    assert "代lead" in page


def test_who_is_away_is_asked_for_once_in_a_request(
    raised,
    as_role,
    django_assert_max_num_queries,
) -> None:
    client = as_role("planner")
    with django_assert_max_num_queries(200) as asked:
        client.get(reverse("teamwork:desk"))
    absences = [
        query["sql"]
        for query in asked.captured_queries
        if "common_staffabsence" in query["sql"]
    ]
    # The other one asks whether the reader has just come back.
    assert len(absences) == 2


def with_engineering(owner: Any) -> Issue:
    """An issue whose ticket engineering has answered."""
    issue = Issue.objects.create(
        number=900,
        opened_at=NOW,
        state="engineering",
        owner=owner,
    )
    issue.tickets.create(
        system="Jira",
        number="7",
        opened_at=NOW,
        answered_at=NOW,
    )
    return issue


def with_owners_to_tell(issue: Issue, owner: Any) -> Issue:
    Issue.objects.filter(pk=issue.pk).update(
        state="fixed",
        fixed_by="service",
        fix_note="换件",
        owner=owner,
    )
    return issue


def promised_by(user: Any) -> Interaction:
    made: Interaction = Interaction.objects.create(
        member=Member.objects.earliest("pk"),
        key=uuid4(),
        happened_at=NOW,
        created_at=NOW,
        channel="phone",
        summary="聊过",
        promise="寄海报",
        promise_owner=user,
        due_on=business_date(NOW),
    )
    return made


def taken_by(user: Any) -> Question:
    question = Question.objects.create(post=Post.objects.earliest("pk"))
    QuestionCare.objects.create(
        question=question,
        taken_by=user,
        taken_at=NOW,
    )
    return question


def test_history_is_on_no_desk(raised, accounts) -> None:
    Alert.objects.update(is_historic=True)
    Issue.objects.update(
        alerted_at=None,
        last_alerted_at=None,
        history_alerted_at=NOW,
    )
    for role in ROLE_LABELS:
        assert not {"alert", "raised", "unowned"} & desk(accounts[role]).keys()


def test_the_overview_shows_raised_issues(raised, as_role) -> None:
    for role in ROLE_LABELS:
        page = as_role(role).get(reverse("insights:overview"))
        assert str(raised) in page.content.decode(), role
        row = page.context["urgent"][0]
        assert (row.number, row.is_urgent) == (1, False)


def test_page_and_desk_count_the_same_alerts_of_seven_days(
    raised,
    accounts,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    for days, is_lately in ((3, True), (9, False)):
        at = NOW - timedelta(days=days)
        Issue.objects.update(alerted_at=at, last_alerted_at=at)
        page = as_role("planner").get(reverse("alerts:issue_list"))
        card = page.context["cards"][0]
        listed = as_role("planner").get(
            f"{reverse('alerts:issue_list')}{card.href}",
        )
        count = listed.context["table"].page.paginator.count
        shown = desk(accounts["planner"]).get("raised", [])
        assert card.value == count == len(shown) == is_lately, days
