"""What staff do about a question, and how it is undone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.urls import reverse

from alerts.models import HelperInvitation, QuestionAct, QuestionCare
from alerts.selectors.question_helpers import suggest_helpers
from alerts.selectors.question_states import (
    QUESTION_STATES,
    TABS,
    questions_with_states,
)
from alerts.services.invitations import invite_helper
from alerts.services.new_posts import process_new_posts
from alerts.services.questions import (
    MOST_AT_ONCE,
    close_question,
    give_back_question,
    reopen_closed_question,
    take_question,
    undo_act,
)
from common.errors import Conflict, Invalid
from common.models import DomainEvent
from community.models import Question
from community.services.questions import scan_threads
from members.models import Member
from notifications.selectors.subjects import subject_href
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.community import ingest, post_row
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def waits(question: Question) -> bool:
    return Question.objects.unanswered().filter(pk=question.pk).exists()


def read_again(question: Question, source: Any = None) -> None:
    post = question.post
    scan_threads([(post.source_id, post.thread_key)])
    question.refresh_from_db()


@pytest.mark.parametrize(
    ("how", "given", "state"),
    [
        ("not_question", {}, "not_question"),
        ("elsewhere", {"link": "https://example.com/a"}, "elsewhere"),
        ("closed", {"note": "重复提问"}, "closed"),
    ],
)
def test_what_is_closed_stays_closed_and_can_be_undone(
    healed,
    accounts,
    how,
    given,
    state,
) -> None:
    user = accounts["communicator"]
    act = close_question(
        question_id=healed.pk, how=how, user=user, now=NOW, **given
    )
    read_again(healed)
    assert healed.state_at(NOW) == state
    assert not waits(healed)
    found = Question.objects.of_people().with_state(NOW).get(pk=healed.pk)
    assert found.state == state
    with pytest.raises(Conflict):
        close_question(
            question_id=healed.pk, how="closed", note="x", user=user, now=NOW
        )
    undo_act(act_id=act.pk, user=user, now=NOW)
    healed.refresh_from_db()
    assert waits(healed)
    assert healed.state_at(NOW) == "waiting"
    with pytest.raises(Conflict):
        undo_act(act_id=act.pk, user=user, now=NOW)


def test_what_is_no_question_is_remembered_when_its_text_changes(
    healed,
    accounts,
) -> None:
    close_question(
        question_id=healed.pk,
        how="not_question",
        user=accounts["lead"],
        now=NOW,
    )
    post = healed.post
    for text in ("今天天气不错", "请问导航语音怎么关掉？谢谢"):
        post.text = text
        post.save(update_fields=["text"])
        read_again(healed)
        assert not waits(healed), text
    assert Question.objects.visible().filter(pk=healed.pk).count() == 0
    assert Question.objects.filter(post=post).count() == 1


def test_closing_needs_a_reason_or_a_place(healed, accounts) -> None:
    for how in ("closed", "elsewhere", "taken"):
        with pytest.raises(Invalid):
            close_question(
                question_id=healed.pk,
                how=how,
                user=accounts["lead"],
                now=NOW,
            )


def test_the_asker_opens_a_closed_question_again(healed, accounts) -> None:
    source = healed.post.source
    close_question(
        question_id=healed.pk,
        how="closed",
        note="已在群里说明",
        user=accounts["lead"],
        now=healed.post.posted_at + timedelta(minutes=20),
    )
    author = healed.post.author.identities.get().external_id
    helped = {"thread": healed.post.thread_key}
    ingest(
        source,
        [
            post_row(50, "x", "长按语音键，设置里关掉播报", minutes=310)
            | helped,
            post_row(51, author, "还是不行，没有这个选项", minutes=330)
            | helped,
        ],
    )
    read_again(healed)
    assert healed.reopened_at, "the course must say so"
    assert waits(healed)
    assert healed.state_at(NOW) == "reopened"


def test_staff_open_an_answered_question_again(source, accounts) -> None:
    rows = [
        post_row(1, "a", "请问空调怎么设置？"),
        post_row(2, "b", "在设置里，空调那一页", minutes=5) | {"thread": "p1"},
    ]
    ingest(source, rows)
    process_new_posts(now=NOW)
    question = Question.objects.get()
    assert not question.is_waiting
    later = question.post.posted_at + timedelta(hours=1)
    act = reopen_closed_question(
        question_id=question.pk,
        note="答非所问",
        user=accounts["lead"],
        now=later,
    )
    read_again(question)
    assert question.state_at(later) == "reopened"
    assert waits(question)
    undo_act(act_id=act.pk, user=accounts["lead"], now=later)
    read_again(question)
    assert question.answered_at
    assert question.reopened_at is None


def test_a_question_is_given_back_by_its_taker_or_a_lead(
    healed,
    accounts,
) -> None:
    first, lead = accounts["communicator"], accounts["lead"]
    given = {"question_id": healed.pk, "now": NOW}
    with pytest.raises(Conflict):
        give_back_question(user=first, **given)
    take_question(user=lead, **given)
    with pytest.raises(Conflict):
        give_back_question(user=first, **given)
    act = give_back_question(user=lead, **given)
    assert QuestionCare.objects.get().taken_by is None
    take_question(user=first, **given)
    undo_act(act_id=act.pk, user=lead, now=NOW)
    assert QuestionCare.objects.get().taken_by == first, "the later act holds"
    taken = QuestionAct.objects.get(kind="taken", made_by=first)
    undo_act(act_id=taken.pk, user=lead, now=NOW)
    assert QuestionCare.objects.get().taken_by == lead


def invite(question: Question, member: Member, user: Any, now: Any = NOW):
    return invite_helper(
        question_id=question.pk,
        member_id=member.pk,
        channel="微信",
        text="方便的话说说您的经历",
        user=user,
        now=now,
    )


def test_a_helper_is_invited_once_and_not_too_often(
    source,
    accounts,
) -> None:
    user = accounts["communicator"]
    rows = [post_row(n, f"a{n}", f"请问第{n}项怎么设置？") for n in range(5)]
    ingest(source, [*rows, post_row(9, "h", "大家好，新人报到")])
    process_new_posts(now=NOW)
    questions = list(Question.objects.order_by("post_id"))
    assert len(questions) == 5
    helper = Member.objects.get(identities__external_id="h")
    first = invite(questions[0], helper, user)
    with pytest.raises(Conflict, match=str(helper)):
        invite(questions[0], helper, user)
    with pytest.raises(Conflict):
        invite(questions[0], questions[0].post.author, user)
    for question in questions[1:3]:
        invite(question, helper, user)
    with pytest.raises(Conflict):
        invite(questions[3], helper, user)
    undo_act(act_id=first.act.pk, user=user, now=NOW)
    assert HelperInvitation.objects.in_force().count() == 2
    invite(questions[0], helper, user)
    with pytest.raises(Conflict):
        invite(questions[3], helper, user)
    invite(questions[3], helper, user, NOW + timedelta(days=31))


def test_an_answer_after_the_invitation_is_counted(healed, accounts) -> None:
    (best,) = suggest_helpers(healed, now=NOW)
    assert (best["invited"], best["answered_after"]) == (0, 0)
    assert best["refusal"] == ""
    assert str(best["member"]) in best["text"]
    at = healed.post.posted_at + timedelta(minutes=1)
    invite(healed, best["member"], accounts["lead"], at)
    (best,) = suggest_helpers(healed, now=NOW)
    assert (best["invited"], best["answered_after"]) == (1, 0)
    assert best["refusal"]
    reply = post_row(60, "old", "好的，晚点回您", minutes=400)
    ingest(
        healed.post.source,
        [reply | {"thread": healed.post.thread_key}],
    )
    in_force = HelperInvitation.objects.in_force().with_answered()
    assert [one.is_answered for one in in_force] == [True]


def test_an_overdue_question_is_published_once_and_no_history(asked) -> None:
    old = post_row(70, "z", "请问老款导航怎么升级？", minutes=-60 * 24 * 90)
    ingest(asked.post.source, [old])
    late = asked.post.posted_at + timedelta(hours=25)
    for hours in range(3):
        process_new_posts(now=late + timedelta(hours=hours))
    event = DomainEvent.objects.get(kind="question.overdue")
    assert event.subject_id == asked.pk
    assert event.data["question_id"] == asked.pk
    assert Question.objects.count() == 2


def test_a_backlog_is_published_as_one_event(asked) -> None:
    rows = [
        post_row(100 + n, f"b{n}", "请问冬天充电慢怎么办？", minutes=-n)
        for n in range(MOST_AT_ONCE + 1)
    ]
    ingest(asked.post.source, rows)
    process_new_posts(now=asked.post.posted_at + timedelta(hours=25))
    event = DomainEvent.objects.get(kind__startswith="question.")
    assert event.kind == "question.backlog"
    escalated = QuestionCare.objects.filter(escalated_at__isnull=False)
    assert event.data["questions"] == escalated.count() > MOST_AT_ONCE
    assert subject_href(event, asked) == reverse("alerts:question_list")


def test_the_page_offers_every_act_and_says_what_is_wrong(
    healed,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    client = as_role("communicator")
    address = healed.get_absolute_url()
    assert client.post(address, {"kind": "closed"}).status_code == 400
    assert client.post(address, {"kind": "given_back"}).status_code == 409
    assert client.post(address, {"kind": "?"}).status_code == 422
    wrong = client.post(address, {"kind": "elsewhere", "link": "javascript:1"})
    assert wrong.status_code == 422
    invite_address = reverse("alerts:question_invite", args=[healed.pk])
    assert client.post(invite_address, {}).status_code == 422
    page = client.get(address)
    (helper,) = page.context["helpers"]
    sent = {
        "member_id": helper["member"].pk,
        "channel": "微信",
        "text": helper["text"],
    }
    assert client.post(invite_address, sent).status_code == 302
    assert client.post(invite_address, sent).status_code == 409
    closed = {"kind": "closed", "note": "重复提问"}
    assert client.post(address, closed).status_code == 302
    page = client.get(address)
    assert [act.kind for act in page.context["acts"]] == ["closed", "invited"]
    undo = reverse(
        "alerts:question_act_undo",
        args=[page.context["acts"][0].pk],
    )
    assert client.post(undo).status_code == 302
    assert waits(healed)
    assert as_role("planner").post(address, closed).status_code == 403


def test_many_questions_are_closed_at_once(healed, as_role) -> None:
    client = as_role("communicator")
    address = reverse("alerts:question_list")
    chosen = list(Question.objects.values_list("pk", flat=True))
    assert len(chosen) == 2
    act = {"act": "close", "ids": chosen, "confirmed": "1", "note": "已归档"}
    client.post(address, act)
    closed = Question.objects.filter(closed_how="closed")
    assert [one.pk for one in closed] == [healed.pk], "one is solved already"


def test_tabs_and_healers_count_the_rows_behind_their_links(
    healed,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    client = as_role("lead")
    address = reverse("alerts:question_list")
    page = client.get(address)
    healers = page.context["healers"]
    topics = page.context["by_topic"]
    assert healers[0]["healed"] == 1
    assert topics
    counts = [(one["href"], one["healed"]) for one in healers]
    counts += [(row.href, row.asked) for row in topics]
    counts += [(tab["href"], tab["count"]) for tab in page.context["tabs"]]
    rows = questions_with_states(NOW + timedelta(days=2))
    in_tabs = Q()
    for name in TABS:
        in_tabs |= QUESTION_STATES[name]
    assert not rows.exclude(in_tabs).exists(), "every question has a tab"
    for href, count in counts:
        listed = client.get(address + href)
        assert listed.context["table"].page.paginator.count == count, href


def test_invitations_follow_a_merge_and_its_undoing(
    healed,
    accounts,
) -> None:
    lead = accounts["lead"]
    helper, kept = MemberFactory(), MemberFactory()
    invitation = invite(healed, helper, lead)
    merge = merge_members(
        kept=kept,
        merged=helper,
        take=[],
        reason="同一个人",
        user=lead,
        now=NOW,
    )
    invitation.refresh_from_db()
    assert invitation.member == kept
    with pytest.raises(Conflict):
        invite(healed, helper, lead)
    undo_merge(merge=merge, user=lead, now=NOW)
    invitation.refresh_from_db()
    assert invitation.member == helper
