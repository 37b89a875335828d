"""The work on issues through HTTP: split, move, undo; owners to tell, once each; questions escalated and taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from alerts.models import Issue, IssueCorrection, OwnerNotice, Placement, QuestionCare
from alerts.services.board import read_board
from alerts.services.issues import change_issue
from alerts.services.listening import listen
from alerts.services.notices import tell_owners
from community.models import Post, Question
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(accounts) -> Issue:
    source = EventSourceFactory()
    rows = [post_row(n, f"m{n}", f"刹车异响，踩下去吱吱叫，第{n}次") for n in range(4)]
    take_in(source, [*rows, post_row(9, "m3", "刹车异响，又来了，吱吱叫")])
    listen(now=NOW)
    found = Issue.objects.standing().get()
    return change_issue(issue_id=found.pk, to_state="confirmed", note="", user=accounts["lead"], now=NOW)


def test_voices_chosen_on_the_page_become_an_issue_and_go_back(issue, as_role) -> None:
    client = as_role("communicator")
    address = reverse("alerts:issue_voices", args=[issue.pk])
    chosen = [voice.pk for voice in issue.placements.order_by("pk")[:2]]
    apart = client.post(address, {"voices": chosen, "act": "split"})["Location"]
    assert Issue.objects.standing().count() == 2
    page = client.get(apart).content.decode()
    assert "拆出" in page
    undo = reverse("alerts:correction_undo", args=[IssueCorrection.objects.get().pk])
    assert undo in page
    client.post(undo)
    assert Issue.objects.standing().get() == issue
    for wrong in ({}, {"voices": ["x"], "act": "split"}, {"voices": chosen, "act": "move", "to_number": "77"}):
        assert client.post(address, wrong)["Location"] == issue.get_absolute_url()
    assert issue.placements.count() == 5


def test_every_owner_is_told_once_that_he_was_heard_and_once_that_it_is_fixed(issue, as_role, accounts) -> None:
    client, address = as_role("communicator"), reverse("alerts:notice_list")
    listed = client.get(address)
    assert "我们看到了" in listed.content.decode()
    waiting = list(Placement.objects.to_tell())
    assert len(waiting) == 4, "one each, however often he wrote"
    told = {"act": "told", "ids": [voice.pk for voice in waiting], "confirmed": "1", "note": "微信"}
    client.post(address, told)
    client.post(address, told)
    assert tell_owners(voice_ids=told["ids"], note="", user=accounts["lead"], now=NOW) == 0
    assert OwnerNotice.objects.count() == 4
    change_issue(issue_id=issue.pk, to_state="fixed", note="", user=accounts["lead"], now=NOW, fixed_in="2.3.1")
    assert "2.3.1" in client.get(address).content.decode()
    client.post(address, {"act": "told", "everything": "1", "confirmed": "1", "note": ""})
    assert sorted(OwnerNotice.objects.values_list("kind", flat=True)) == ["fixed"] * 4 + ["heard"] * 4
    assert not Placement.objects.to_tell().exists()


def test_staff_and_deleted_voices_are_not_told(issue) -> None:
    Member.objects.filter(identities__external_id="m0").update(kind=Member.Kind.STAFF)
    issue.placements.filter(post__external_id="p1").get().post.delete()
    assert Placement.objects.to_tell().count() == 2


def test_an_owner_told_of_a_split_issue_keeps_that_he_was_told(issue, as_role, accounts) -> None:
    everyone = [voice.pk for voice in Placement.objects.to_tell()]
    tell_owners(voice_ids=everyone, note="", user=accounts["lead"], now=NOW)
    chosen = issue.placements.order_by("pk").first()
    as_role("lead").post(reverse("alerts:issue_voices", args=[issue.pk]), {"voices": [chosen.pk], "act": "split"})
    apart = Issue.objects.standing().exclude(pk=issue.pk).get()
    change_issue(issue_id=apart.pk, to_state="confirmed", note="", user=accounts["lead"], now=NOW)
    assert not Placement.objects.to_tell().exists()


@pytest.fixture
def asked() -> Question:
    take_in(EventSourceFactory(), [post_row(1, "a", "请问空调怎么设置？")])
    listen(now=Post.objects.get().posted_at)
    return Question.objects.get()


def test_a_question_that_waits_too_long_is_escalated_once(asked, as_role) -> None:
    late = asked.post.posted_at + timedelta(hours=25)
    assert listen(now=late - timedelta(hours=2)).escalated == 0
    assert listen(now=late).escalated == 1
    assert listen(now=late + timedelta(hours=1)).escalated == 0
    assert QuestionCare.objects.get().escalated_at == late
    listed = as_role("lead").get(f"{reverse('alerts:question_list')}?status=escalated")
    assert listed.context["table"].page.paginator.count == 1


def test_a_question_is_taken_by_one(asked, as_role, accounts) -> None:
    address = reverse("alerts:question_take", args=[asked.pk])
    as_role("communicator").post(address)
    as_role("lead").post(address)
    assert QuestionCare.objects.get().taken_by == accounts["communicator"]
    assert "已认领" in as_role("lead").get(asked.get_absolute_url()).content.decode()
    late = asked.post.posted_at + timedelta(hours=30)
    assert listen(now=late).escalated == 1, "taken, but still not answered"


def test_the_board_adds_up(issue, as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    board = read_board(NOW)
    assert board["cards"][1]["value"] == 1
    assert board["charts"]["part"]["series"][0]["data"] == [1]
    assert board["cards"][4]["value"] == 4
    page = as_role("analyst").get(reverse("alerts:issue_list"))
    assert page.context["charts"]
    assert (
        as_role("analyst").get(f"{reverse('alerts:issue_list')}?open=true").context["table"].page.paginator.count == 1
    )


def test_posts_and_alerts_over_the_api(issue, client, token) -> None:
    posts = client.get("/api/v1/posts/?q=又来了", headers=token("posts:read")).json()["results"]
    assert [post["external_id"] for post in posts] == ["p9"]
    assert client.get("/api/v1/posts/", headers=token("posts:write")).status_code == 403
    (alert,) = client.get("/api/v1/alerts/", headers=token("alerts:read")).json()["results"]
    assert (alert["number"], alert["voices"], alert["cause"]) == (issue.number, 3, "first")


def test_posts_are_found_by_their_words(issue, as_role) -> None:
    page: Any = as_role("analyst").get(f"{reverse('community:post_list')}?q=又来了")
    assert page.context["table"].page.paginator.count == 1
