"""Candidates worth discovering: listed by the help they gave, nominated in place."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from common.calendar import business_today
from community.models import Cooperation, Post
from koc.models import KocSpell, OwnerScore
from koc.services.roster import Terms, begin_koc
from members.models import Member
from teamwork.models import Nomination
from tests.factories.members import MemberFactory
from tests.teamwork.test_views_works import work_by

pytestmark = pytest.mark.django_db
PAGE = "/koc/candidates/"


def scored(member: Member, *, effect: int = 2, score: int = 60) -> OwnerScore:
    post = work_by(member, people=0)
    example = {"words": "提车两年", "post": post.pk}
    return OwnerScore.objects.create(
        member=member,
        score=score,
        against=0,
        posts=4,
        reasons=[
            {
                "mark": "duration",
                "points": score,
                "posts": 1,
                "examples": [example],
            },
        ],
        thankers=effect,
        effect=effect,
        computed_at=timezone.now(),
    )


def shown(client: Any, query: str = "") -> list[int]:
    table = client.get(f"{PAGE}?{query}").context["table"]
    return [row.pk for row in table.page.object_list.data]


def test_those_who_helped_most_come_first(as_role: Any) -> None:
    much = scored(MemberFactory(), effect=5, score=40)
    little = scored(MemberFactory(), effect=1, score=90)
    scored(MemberFactory(), effect=0)
    scored(MemberFactory(), score=10)
    scored(MemberFactory(kind="staff"))
    koc = scored(MemberFactory())
    begin_koc(
        member=koc.member,
        terms=Terms("core"),
        origin=KocSpell.Origin.DECISION,
        reason="好",
        now=timezone.now(),
        user=None,
    )
    client = as_role("communicator")
    assert shown(client) == [much.pk, little.pk]
    assert shown(client, "least_score=50") == [little.pk]
    page = client.get(PAGE).content.decode()
    assert "提车两年" in page


def test_a_candidate_is_nominated_in_place_and_undone(as_role: Any) -> None:
    row = scored(MemberFactory(nickname="热心老张"))
    client = as_role("communicator")
    act = reverse("teamwork:candidate_nominate", args=[row.pk])
    page = client.post(act, follow=True)
    nomination = Nomination.objects.get()
    assert nomination.member_id == row.pk
    assert "提车两年" not in nomination.reason
    assert str(row.score) not in nomination.reason
    assert "2" in nomination.reason
    assert nomination.works.count() == 1
    undo = reverse("teamwork:nomination_withdraw", args=[nomination.pk])
    assert f'action="{undo}"' in page.content.decode()
    assert shown(client) == []
    client.post(undo)
    assert shown(client) == [row.pk]


def test_the_nomination_form_shows_the_score_with_its_words(
    as_role: Any,
) -> None:
    row = scored(MemberFactory())
    client = as_role("communicator")
    address = reverse("teamwork:nomination_create", args=[row.pk])
    page = client.get(address).content.decode()
    assert "提车两年" in page
    panel = reverse("teamwork:member_panel", args=[row.pk, "owner"])
    assert "提车两年" in client.get(panel).content.decode()


def test_who_may_not_propose_cannot_nominate_here(as_role: Any) -> None:
    row = scored(MemberFactory())
    client = as_role("analyst")
    act = reverse("teamwork:candidate_nominate", args=[row.pk])
    assert client.post(act).status_code == 403
    assert act not in client.get(PAGE).content.decode()


def test_who_is_paid_now_is_no_candidate(as_role: Any) -> None:
    row = scored(MemberFactory())
    client = as_role("communicator")
    assert shown(client) == [row.pk]
    Cooperation.objects.create(
        member=row.member,
        partner="某品牌",
        started_on=business_today(timezone.now()),
        recorded_at=timezone.now(),
        batch=uuid4(),
    )
    assert shown(client) == []
    client.post(reverse("teamwork:candidate_nominate", args=[row.pk]))
    assert not Nomination.objects.exists()


def test_words_of_posts_that_are_gone_are_not_shown(as_role: Any) -> None:
    row = scored(MemberFactory())
    Post.objects.filter(author=row.member).update(is_deleted=True)
    page = as_role("communicator").get(PAGE).content.decode()
    assert row.member.nickname in page
    assert "提车两年" not in page


def test_a_mark_of_the_source_is_named_without_words(as_role: Any) -> None:
    row = scored(MemberFactory())
    row.reasons[0]["mark"] = "declared"
    row.reasons[0]["examples"][0]["words"] = ""
    row.save()
    client = as_role("communicator")
    panel = reverse("teamwork:member_panel", args=[row.pk, "owner"])
    for address in (PAGE, panel):
        page = client.get(address).content.decode()
        assert "“”" not in page
        assert "<q" not in page
        assert "来源已标明为付费内容" in page
