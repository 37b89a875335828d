"""The page of a circle: who is in it, and how members come and go."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from community.models import Circle, CircleMembership
from members.models import MemberIdentity
from members.services.directory import write_name_tokens
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle() -> Circle:
    return Circle.objects.create(name="杭州车友会", kind="chapter")


def inside(circle: Circle) -> set[str]:
    spans = circle.memberships.filter(ended_on=None)
    return set(spans.values_list("member__nickname", flat=True))


def change(
    client: Any, circle: Circle, members: str, act: str = "join"
) -> Any:
    return client.post(
        f"/circles/{circle.pk}/members/",
        {"members": members, "act": act},
    )


def test_pasted_list_is_taken_in(as_role: Any, circle: Circle) -> None:
    by_number = MemberFactory(nickname="小王")
    by_identity = MemberFactory(nickname="小李")
    MemberFactory(nickname="小赵")
    MemberIdentity.objects.create(
        member=by_identity,
        platform="app",
        external_id="u:7",
    )
    pasted = f"{by_number.pk}\napp:u:7\n小赵\n小赵"
    assert change(as_role("lead"), circle, pasted).status_code == 302
    assert inside(circle) == {"小王", "小李", "小赵"}


def test_nobody_is_changed_if_a_name_is_unknown(
    as_role: Any,
    circle: Circle,
) -> None:
    MemberFactory(nickname="同名")
    MemberFactory(nickname="同名")
    known = MemberFactory()
    answer = change(as_role("lead"), circle, f"{known.pk}\n没有此人\n同名")
    assert answer.status_code == 422
    assert "没有此人、同名" in answer.content.decode()
    assert not inside(circle)


def test_member_taken_out_leaves_today(as_role: Any, circle: Circle) -> None:
    member = MemberFactory()
    client = as_role("communicator")
    CircleMembership.objects.create(
        circle=circle,
        member=member,
        started_on=date(2025, 1, 1),
    )
    change(client, circle, str(member.pk), "leave")
    assert CircleMembership.objects.get().ended_on is not None


def test_page_lists_members_and_finds_others(
    as_role: Any,
    circle: Circle,
) -> None:
    member = MemberFactory(nickname="山野小王")
    other = MemberFactory(nickname="海边小王")
    write_name_tokens(members=[other])
    client = as_role("lead")
    change(client, circle, str(member.pk))
    page = client.get(f"/circles/{circle.pk}/?q=小王").content.decode()
    assert "山野小王" in page
    assert f'name="members" value="{other.pk}"' in page


def test_analyst_sees_members_and_changes_none(
    as_role: Any,
    circle: Circle,
) -> None:
    client = as_role("analyst")
    assert change(client, circle, "1").status_code == 403
    page = client.get(f"/circles/{circle.pk}/").content.decode()
    assert "circle_q" not in page


def test_circles_change_on_the_page_of_a_member(
    as_role: Any,
    circle: Circle,
) -> None:
    member = MemberFactory()
    client = as_role("communicator")
    client.post(
        f"/members/{member.pk}/circles/",
        {"circle": circle.pk, "since": "2026-01-02"},
    )
    span = CircleMembership.objects.get()
    assert span.started_on == date(2026, 1, 2)
    client.post(f"/members/{member.pk}/circles/{span.pk}/leave/")
    assert not inside(circle)


def test_upload_of_members_is_linked_from_where_it_is_looked_for(
    as_role: Any,
) -> None:
    client = as_role("lead")
    for address in ("/members/", reverse("activity:upload"), "/circles/"):
        page = client.get(address).content.decode()
        assert 'href="/member-files/new/"' in page, address
    as_planner = as_role("planner").get("/circles/").content.decode()
    assert "/member-files/new/" not in as_planner


def test_import_that_refuses_a_header_names_the_other_page(
    as_role: Any,
) -> None:
    file = SimpleUploadedFile("名单.csv", "编号,昵称\n7,小王\n".encode())
    answer = as_role("lead").post(
        reverse("members:member_import"),
        {"file": file},
    )
    assert answer.status_code == 400
    named = ("Upload members", "上传成员")
    page = answer.content.decode()
    assert any(f"“{name}”" in page for name in named)
