"""From a proposal to a contact who knows: nominate, judge, decide, log,
promise, hand over; each step once.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.errors import DomainError
from community.models import Post
from members.forms import BulkContactForm
from members.models import Member
from teamwork.forms import HandoverForm
from teamwork.models import Handover, Interaction, Nomination
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from teamwork.services.handovers import (
    accept_handover,
    propose_handover,
    refuse_handover,
)
from teamwork.services.interactions import keep_promise, log_interaction
from teamwork.services.nominations import (
    COOLING_OFF,
    decide_nomination,
    judge_nomination,
    nominate,
)
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
SCORES = {"works_score": 5, "influence_score": 4, "steadiness_score": 3}


def work_of(member: Member, text: str = "湖边的晚霞") -> Post:
    key = uuid4().hex
    return Post.objects.create(
        source=EventSourceFactory(),
        external_id=key,
        thread_key=key,
        author=member,
        text=text,
        posted_at=NOW,
    )


def desk_of(user: Any, *roles: str, now: Any = NOW) -> dict[str, list[Any]]:
    reader = DeskContext(user, frozenset(roles), now, now.date(), 0)
    return {section.kind: section.items for section in read_desk(reader)}


@pytest.fixture
def member(accounts: dict[str, Any]) -> Member:
    return MemberFactory(
        nickname="海边的陈师傅",
        primary_contact=accounts["communicator"],
    )


def said(member: Member, user: Any, **more: Any) -> Interaction:
    what = {"happened_at": None, "summary": "聊了冬季续航", **more}
    return log_interaction(
        key=uuid4(),
        member=member,
        now=NOW,
        user=user,
        **what,
    )[0]


def test_the_whole_story_through_the_pages(
    as_role,
    accounts,
    member,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    clients = {
        role: as_role(role)
        for role in ("communicator", "planner", "analyst", "lead")
    }
    works = [work_of(member), work_of(member, "山路追云海")]
    address = reverse("teamwork:nomination_create", args=[member.pk])
    page = clients["communicator"].post(
        address,
        {"reason": "照片很受欢迎", "works": [w.pk for w in works]},
    )
    nomination = Nomination.objects.get()
    assert page["Location"] == nomination.get_absolute_url()
    assert [
        item.number
        for item in desk_of(accounts["planner"], "planner")["nomination"]
    ] == [nomination.pk]
    judge = reverse("teamwork:nomination_judge", args=[nomination.pk])
    decide = reverse("teamwork:nomination_decide", args=[nomination.pk])
    clients["lead"].post(judge, {**SCORES, "comment": "x"})
    assert not nomination.judgements.exists(), "others are there to judge"
    clients["planner"].post(judge, {**SCORES, "comment": "构图很好"})
    clients["lead"].post(decide, {"accept": "1", "reason": "太早"})
    assert Nomination.objects.get().state == "open", "both judge first"
    assert (
        clients["analyst"].post(judge, {**SCORES, "comment": ""}).status_code
        == 422
    )
    clients["analyst"].post(judge, {**SCORES, "comment": "数据稳"})
    assert "nomination" not in desk_of(accounts["planner"], "planner")
    assert "decision" in desk_of(accounts["lead"], "lead")
    clients["lead"].post(decide, {"accept": "1", "reason": "欢迎加入"})
    assert "decided" in desk_of(accounts["communicator"], "communicator"), (
        "the proposer hears of it"
    )
    assert (
        "欢迎加入"
        in clients["communicator"]
        .get(nomination.get_absolute_url())
        .content.decode()
    )
    assert "decided" not in desk_of(
        accounts["communicator"],
        "communicator",
    )
    due = TODAY + timedelta(days=2)
    form = {
        "key": str(uuid4()),
        "summary": "答应寄新车型海报",
        "channel": "wechat",
        "mood": "1",
        "promise": "寄海报",
        "due_on": str(due),
    }
    log = reverse("teamwork:interaction_create", args=[member.pk])
    for _twice in range(2):
        assert clients["communicator"].post(log, form).status_code == 302
    assert Interaction.objects.count() == 1
    assert "promise" not in desk_of(accounts["communicator"], "communicator")
    then = NOW + timedelta(days=3)
    (item,) = desk_of(accounts["communicator"], "communicator", now=then)[
        "promise"
    ]
    assert (item.title, item.is_late) == ("寄海报", True)
    chosen = {
        "act": "handover",
        "ids": member.pk,
        "confirmed": "1",
        "to_user": accounts["lead"].pk,
        "reason": "休假",
    }
    clients["communicator"].post(reverse("teamwork:contact_list"), chosen)
    handover = Handover.objects.get()
    pack = clients["lead"].get(handover.get_absolute_url()).content.decode()
    assert "寄海报" in pack and "答应寄新车型海报" in pack
    clients["planner"].post(handover.get_absolute_url(), {"act": "accept"})
    assert Handover.objects.get().state == "proposed", (
        "only the receiver answers"
    )
    clients["lead"].post(handover.get_absolute_url(), {"act": "accept"})
    member.refresh_from_db()
    assert member.primary_contact == accounts["lead"]
    assert [
        one.title
        for one in desk_of(accounts["lead"], "lead", now=then)["promise"]
    ] == ["寄海报"]
    assert (
        "寄海报"
        in clients["lead"].get(member.get_absolute_url()).content.decode()
    )
    clients["lead"].post(
        reverse("teamwork:promise_keep", args=[item.number]),
        {"outcome": "已寄到"},
    )
    clients["lead"].post(handover.get_absolute_url(), {"act": "finish"})
    assert Handover.objects.get().state == "done"
    assert not {"promise", "handover"} & set(
        desk_of(accounts["lead"], "lead", now=then),
    )


def test_nobody_is_nominated_twice_or_soon_after_a_refusal(
    accounts,
    member,
) -> None:
    proposer = accounts["communicator"]
    one = nominate(
        member=member,
        reason="r",
        works=[work_of(member)],
        now=NOW,
        user=proposer,
    )
    with pytest.raises(DomainError, match="已"):
        nominate(
            member=member,
            reason="r",
            works=[work_of(member)],
            now=NOW,
            user=proposer,
        )
    for by in ("planner", "analyst"):
        judge_nomination(
            nomination_id=one.pk,
            by=by,
            scores=SCORES,
            comment="c",
            now=NOW,
            user=accounts[by],
        )
    decide_nomination(
        nomination_id=one.pk,
        accept=False,
        reason="再等等",
        now=NOW,
        user=accounts["lead"],
    )
    soon = {
        "member": member,
        "reason": "r",
        "works": [work_of(member)],
        "user": proposer,
    }
    with pytest.raises(DomainError, match="2026-08-18"):
        nominate(now=NOW + timedelta(days=30), **soon)
    assert (
        nominate(now=NOW + COOLING_OFF + timedelta(seconds=1), **soon).state
        == "open"
    )


def test_works_are_the_members_own_and_judges_are_others(
    accounts,
    member,
) -> None:
    with pytest.raises(DomainError):
        nominate(
            member=member,
            reason="r",
            works=[work_of(MemberFactory())],
            now=NOW,
            user=accounts["planner"],
        )
    with pytest.raises(DomainError):
        nominate(
            member=member,
            reason="r",
            works=[],
            now=NOW,
            user=accounts["planner"],
        )
    one = nominate(
        member=member,
        reason="r",
        works=[work_of(member)],
        now=NOW,
        user=accounts["planner"],
    )
    with pytest.raises(DomainError):
        judge_nomination(
            nomination_id=one.pk,
            by="planner",
            scores=SCORES,
            comment="c",
            now=NOW,
            user=accounts["planner"],
        )


def test_the_database_refuses_what_must_not_be(accounts, member) -> None:
    one = nominate(
        member=member,
        reason="r",
        works=[work_of(member)],
        now=NOW,
        user=accounts["lead"],
    )
    for wrong in (
        {"state": "accepted"},
        {"state": "declined", "decided_at": NOW},
        {"reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nomination.objects.filter(pk=one.pk).update(**wrong)
    row = said(member, accounts["lead"])
    for wrong in (
        {"promise": "x"},
        {"due_on": TODAY},
        {"kept_at": NOW},
        {"summary": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Interaction.objects.filter(pk=row.pk).update(**wrong)


def test_a_promise_is_kept_once(accounts, member) -> None:
    row = said(member, accounts["lead"], promise="回电", due_on=TODAY)
    keep_promise(interaction_id=row.pk, outcome="", now=NOW)
    with pytest.raises(DomainError):
        keep_promise(interaction_id=row.pk, outcome="", now=NOW)
    with pytest.raises(DomainError):
        said(member, accounts["lead"], happened_at=NOW + timedelta(hours=1))


def test_a_handover_is_refused_with_a_reason_and_taken_once(
    accounts,
    member,
) -> None:
    other = MemberFactory()
    made = propose_handover(
        member_ids=[member.pk, other.pk],
        to_user=accounts["lead"],
        reason="r",
        now=NOW,
    )
    assert [row.from_user for row in made] == [None, accounts["communicator"]]
    with pytest.raises(DomainError):
        propose_handover(
            member_ids=[member.pk],
            to_user=accounts["planner"],
            reason="r",
            now=NOW,
        )
    refuse_handover(
        handover_id=made[1].pk,
        reason="太多了",
        now=NOW,
        user=accounts["lead"],
    )
    member.refresh_from_db()
    assert member.primary_contact == accounts["communicator"]
    with pytest.raises(DomainError):
        accept_handover(handover_id=made[1].pk, now=NOW, user=accounts["lead"])
    assert propose_handover(
        member_ids=[member.pk],
        to_user=accounts["planner"],
        reason="r",
        now=NOW,
    )


def test_a_handover_undoes_no_newer_contact_and_leads_can_end_it(
    accounts,
    member,
) -> None:
    (row,) = propose_handover(
        member_ids=[member.pk],
        to_user=accounts["planner"],
        reason="r",
        now=NOW,
    )
    Member.objects.filter(pk=member.pk).update(
        primary_contact=accounts["analyst"],
    )
    with pytest.raises(DomainError):
        accept_handover(handover_id=row.pk, now=NOW, user=accounts["planner"])
    member.refresh_from_db()
    assert member.primary_contact == accounts["analyst"]
    with pytest.raises(DomainError):
        refuse_handover(
            handover_id=row.pk,
            reason="x",
            now=NOW,
            user=accounts["analyst"],
        )
    refuse_handover(
        handover_id=row.pk,
        reason="同事离职",
        now=NOW,
        user=accounts["lead"],
    )
    assert propose_handover(
        member_ids=[member.pk],
        to_user=accounts["lead"],
        reason="r",
        now=NOW,
    )


def test_an_accepted_handover_does_not_keep_its_members_from_the_next(
    accounts,
    member,
) -> None:
    (row,) = propose_handover(
        member_ids=[member.pk],
        to_user=accounts["lead"],
        reason="r",
        now=NOW,
    )
    accept_handover(handover_id=row.pk, now=NOW, user=accounts["lead"])
    assert propose_handover(
        member_ids=[member.pk],
        to_user=accounts["planner"],
        reason="r",
        now=NOW,
    )


def test_the_backup_who_takes_over_is_no_longer_backup(
    accounts,
    member,
) -> None:
    Member.objects.filter(pk=member.pk).update(backup_contact=accounts["lead"])
    (row,) = propose_handover(
        member_ids=[member.pk],
        to_user=accounts["lead"],
        reason="r",
        now=NOW,
    )
    accept_handover(handover_id=row.pk, now=NOW, user=accounts["lead"])
    member.refresh_from_db()
    assert (member.primary_contact, member.backup_contact) == (
        accounts["lead"],
        None,
    )


def test_who_has_nobody_is_shown_and_the_log_is_searched(
    as_role,
    accounts,
    member,
) -> None:
    MemberFactory()
    said(member, accounts["lead"], summary="聊到充电桩")
    said(member, accounts["lead"], summary="聊到露营")
    rows = {
        row.pk: row.members
        for row in as_role("lead")
        .get(reverse("teamwork:workload"))
        .context["rows"]
    }
    assert (rows[None], rows[accounts["communicator"].pk]) == (1, 1)
    listed = (
        as_role("planner")
        .get(f"{reverse('teamwork:interaction_list')}?q=充电")
        .context["table"]
    )
    assert [one.record.summary for one in listed.page.object_list] == [
        "聊到充电桩",
    ]


def test_what_is_done_leaves_the_desk(
    as_role,
    accounts,
    member,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(pk=member.pk).update(joined_on=TODAY)
    assert "newcomer" in desk_of(accounts["communicator"])
    client = as_role("communicator")
    assert (
        "海边的陈师傅" in client.get(reverse("teamwork:desk")).content.decode()
    )
    client.post(
        reverse("teamwork:desk_act"),
        {"kind": "newcomer", "number": member.pk, "act": "done"},
    )
    assert desk_of(accounts["communicator"]) == {}
    assert "newcomer" in desk_of(
        accounts["communicator"],
        now=NOW + timedelta(days=15),
    )


def test_machines_log_once_by_key(client, token, member, time_machine) -> None:
    time_machine.move_to(NOW)
    headers = token("interactions:read", "interactions:write")
    row = {
        "key": str(uuid4()),
        "member": member.pk,
        "summary": "电话回访",
        "promise": "回电",
        "due_on": "2026-05-22",
    }
    answers = [
        client.post(
            "/api/v1/interactions/",
            row,
            content_type="application/json",
            headers=headers,
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    wrong = {**row, "key": str(uuid4()), "due_on": None}
    answer = client.post(
        "/api/v1/interactions/",
        wrong,
        content_type="application/json",
        headers=headers,
    )
    assert (
        answer.status_code,
        "承诺" in answer.content.decode()
        or "promise" in answer.content.decode(),
    ) == (
        400,
        True,
    )
    (listed,) = client.get(
        f"/api/v1/interactions/?member={member.pk}",
        headers=headers,
    ).json()["results"]
    assert (listed["promise"], listed["staff"]) == (
        "回电",
        get_user_model().objects.get(username="machine").username,
    )


def test_members_are_given_to_colleagues_who_may_edit_them_not_to_machines(
    accounts,
) -> None:
    accounts["machine"] = get_user_model().objects.create_user(
        username="machine",
    )
    get_user_model().objects.create_user(
        username="gone",
        is_active=False,
    ).groups.set(accounts["lead"].groups.all())
    for offered in (
        HandoverForm().fields["to_user"],
        BulkContactForm().fields["primary_contact"],
    ):
        assert [user.username for user in offered.queryset] == [
            "admin",
            "communicator",
            "lead",
        ]
