"""Tags of another system: pushed as often as it likes, never over what staff decided."""

from typing import Any

import pytest
from django.test import Client

from members.models import MemberIdentity, MemberTag
from members.services.directory import tag_members, untag_member
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/member-tags/"


def push(token: Any, *rows: Any) -> Any:
    return Client(headers=token("tags:write")).put(
        ADDRESS,
        {"tags": list(rows)},
        content_type="application/json",
    )


def tags() -> set[tuple[int, str, str, float]]:
    return set(
        MemberTag.objects.values_list("member_id", "name", "source", "weight"),
    )


def test_pushed_twice_nothing_changes(token: Any) -> None:
    first, second = MemberFactory(), MemberFactory()
    MemberIdentity.objects.create(
        member=second,
        platform="app",
        external_id="u:2",
    )
    rows = [
        {"member_id": first.pk, "name": "露营", "weight": 0.5},
        {"identity": "app:u:2", "name": "露营", "weight": 1},
        {"member_id": first.pk, "name": "改装", "weight": 0},
    ]
    answer = push(token, *rows)
    assert answer.status_code == 200
    assert answer.json() == {
        "changed": 2,
        "unchanged": 1,
        "decided_by_staff": 0,
        "rejected": [],
    }
    held = tags()
    assert held == {
        (first.pk, "露营", "inferred", 0.5),
        (second.pk, "露营", "inferred", 1.0),
    }
    assert push(token, *rows).json()["unchanged"] == 3
    assert tags() == held


def test_a_weight_of_nothing_takes_an_inferred_tag_away(token: Any) -> None:
    member = MemberFactory()
    push(token, {"member_id": member.pk, "name": "露营", "weight": 0.5})
    assert (
        push(
            token,
            {"member_id": member.pk, "name": "露营", "weight": 0},
        ).json()["changed"]
        == 1
    )
    assert tags() == set()


def test_tags_of_staff_are_not_changed(token: Any) -> None:
    member = MemberFactory()
    tag_members(member_ids=[member.pk], name="露营", source="staff")
    untag_member(member_id=member.pk, name="改装")
    before = tags()
    answer = push(
        token,
        *(
            {"member_id": member.pk, "name": name, "weight": 0.1}
            for name in ("露营", "改装")
        ),
    )
    assert answer.json()["decided_by_staff"] == 2
    assert tags() == before


def test_good_rows_go_in_and_each_bad_one_is_named(token: Any) -> None:
    member = MemberFactory()
    answer = push(
        token,
        {"member_id": member.pk, "name": "露营", "weight": 0.5},
        {"member_id": member.pk, "name": "x" * 31, "weight": 2},
        {
            "member_id": member.pk,
            "identity": "app:1",
            "name": "a",
            "weight": 1,
        },
        {"identity": "app:nobody", "name": "a", "weight": 1},
        7,
    )
    assert answer.status_code == 207
    assert answer.json()["changed"] == 1
    faults = [(one["line"], one["field"]) for one in answer.json()["rejected"]]
    assert faults == [
        (2, "name"),
        (2, "weight"),
        (3, "identity"),
        (4, "identity"),
        (5, "non_field_errors"),
    ]


@pytest.mark.parametrize(
    "body",
    [{}, {"tags": []}, {"tags": {}}, [], {"tags": [{}] * 1001}],
)
def test_what_is_no_delivery_is_refused(token: Any, body: Any) -> None:
    answer = Client(headers=token("tags:write")).put(
        ADDRESS,
        body,
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["title"] == "no_tags"


def test_tags_of_a_merged_member_reach_the_kept_one(token: Any) -> None:
    one, other = MemberFactory(), MemberFactory()
    other.merged_into = one
    other.save()
    push(token, {"member_id": other.pk, "name": "露营", "weight": 0.5})
    assert tags() == {(one.pk, "露营", "inferred", 0.5)}
