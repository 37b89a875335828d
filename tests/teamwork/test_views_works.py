"""Works that reach people: found, put on the brief list, and nominated from."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from community.models import Post, PostAges, PostFeatures
from koc.models import KocSpell
from koc.services.roster import Terms, begin_koc
from members.models import Member, MemberConsent
from teamwork.models import BriefWork, Nomination
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/works/"


def work_by(member: Member, *, people: int, days: int = 1, **how: Any) -> Post:
    number = Post.objects.count() + 1
    post = Post.objects.create(
        source=EventSourceFactory(),
        external_id=f"w{number}",
        thread_key=f"w{number}",
        author=member,
        text=f"第{number}篇：山路日落",
        posted_at=timezone.now() - timedelta(days=days),
        reaction_count=people,
        **how,
    )
    PostFeatures.objects.create(
        post=post,
        author=member,
        posted_at=post.posted_at,
        reactions=people,
        is_paid=how.get("is_paid", False),
    )
    return post


@pytest.fixture
def author() -> Any:
    return MemberFactory(nickname="拍照的小林")


def shown(client: Any, address: str) -> list[int]:
    table = client.get(address).context["table"]
    return [row.pk for row in table.page.object_list.data]


def test_works_come_by_the_people_they_reached(
    author: Any,
    as_role: Any,
) -> None:
    few = work_by(author, people=2)
    many = work_by(author, people=9)
    work_by(author, people=0)
    work_by(author, people=30, is_paid=True)
    work_by(author, people=30, is_deleted=True)
    old = work_by(author, people=40, days=90)
    planner = as_role("planner")
    assert shown(planner, PAGE) == [many.pk, few.pk]
    assert shown(planner, f"{PAGE}?all=1") == [old.pk, many.pk, few.pk]


def test_the_brief_list_is_filled_and_undone(
    author: Any,
    as_role: Any,
) -> None:
    post = work_by(author, people=5)
    planner = as_role("planner")
    add = reverse("teamwork:brief_add", args=[post.pk])
    remove = reverse("teamwork:brief_remove", args=[post.pk])
    page = planner.post(add, follow=True).content.decode()
    assert f'action="{remove}"' in page
    assert shown(planner, f"{PAGE}?on_brief=true") == [post.pk]
    assert BriefWork.objects.get().added_by.username == "planner"
    planner.post(remove)
    assert shown(planner, f"{PAGE}?on_brief=true") == []
    again = planner.post(remove, follow=True).content.decode()
    assert "这篇帖子已不在选题清单里。" in again


def test_what_is_paid_for_is_not_put_on_the_list(
    author: Any,
    as_role: Any,
) -> None:
    post = work_by(author, people=5, is_paid=True)
    as_role("planner").post(reverse("teamwork:brief_add", args=[post.pk]))
    assert not BriefWork.objects.exists()


def test_what_the_author_said_last_counts(author: Any, as_role: Any) -> None:
    post = work_by(author, people=5)
    planner = as_role("planner")
    assert shown(planner, f"{PAGE}?may_use=unknown") == [post.pk]
    said = reverse("members:consent_record", args=[author.pk])
    for answer in ("true", "false", "true"):
        planner.post(
            said,
            {"purpose": "works", "is_given": answer, "note": "企微里说的"},
        )
    assert MemberConsent.objects.count() == 3
    assert shown(planner, f"{PAGE}?may_use=yes") == [post.pk]
    assert shown(planner, f"{PAGE}?may_use=no") == []


def test_a_planner_nominates_from_a_work(
    author: Any,
    as_role: Any,
    accounts: Any,
) -> None:
    post = work_by(author, people=5)
    planner = as_role("planner")
    address = reverse("teamwork:nomination_create", args=[author.pk])
    assert f"{address}?work={post.pk}" in planner.get(PAGE).content.decode()
    form = planner.get(f"{address}?work={post.pk}").content.decode()
    chosen = form[form.index(f'id="work-{post.pk}"') :][:220]
    assert "checked" in chosen
    planner.post(address, {"reason": "照片受欢迎", "works": [post.pk]})
    row = Nomination.objects.get()
    assert row.proposed_by == accounts["planner"]
    assert "提报中" in planner.get(PAGE).content.decode()


def test_an_author_on_the_roster_is_not_proposed_again(
    author: Any,
    as_role: Any,
    accounts: Any,
) -> None:
    work_by(author, people=5)
    begin_koc(
        member=author,
        terms=Terms("core"),
        origin=KocSpell.Origin.NOMINATION,
        reason="好",
        now=timezone.now(),
        user=accounts["lead"],
    )
    page = as_role("planner").get(PAGE).content.decode()
    assert ">KOC</span>" in page
    assert "?work=" not in page


def test_the_desk_of_a_planner_offers_both(author: Any, as_role: Any) -> None:
    post = work_by(author, people=5)
    planner = as_role("planner")
    desk = planner.get("/desk/").content.decode()
    assert f"?work={post.pk}" in desk
    assert f'href="{PAGE}"' in desk
    sent = {"kind": "work", "number": post.pk, "act": "brief"}
    done = planner.post("/desk/act/", sent, follow=True).content.decode()
    assert BriefWork.objects.filter(post=post).exists()
    assert f"?work={post.pk}" not in done
    start = done.index("/desk/undo/")
    planner.post(done[start : done.index('"', start)])
    assert not BriefWork.objects.exists()
    assert f"?work={post.pk}" not in (
        as_role("communicator").get("/desk/").content.decode()
    )


def test_works_compare_at_the_same_age(author: Any, as_role: Any) -> None:
    old = work_by(author, people=40, days=20)
    fresh = work_by(author, people=9, days=1)
    PostAges.objects.create(post=old, reacted_7=3, reacted_28=40)
    PostAges.objects.create(post=fresh, reacted_7=9, saved_7=2)
    planner = as_role("planner")
    by_age = f"{PAGE}?all=1&sort=-reacted_7&columns=work,reacted_7,saved_7"
    assert shown(planner, by_age) == [fresh.pk, old.pk]
    page = planner.get(by_age).content.decode()
    assert "0 / 3 / 40" in page
    table = planner.get(by_age).context["table"]
    cells = [row.get_cell("reacted_7") for row in table.page.object_list]
    assert cells[1] == "3"
    assert cells[0].startswith("9 <span")
