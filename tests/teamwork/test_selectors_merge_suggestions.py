"""Pairs that may be one person are found by what few members share."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from common.db.fields import blind_index
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    VehicleOwnership,
)
from members.services.directory import write_name_tokens
from members.services.vehicles import add_vehicle
from teamwork.labels import DUPLICATE_REASONS
from teamwork.selectors import duplicate_groups
from teamwork.selectors.merge_suggestions import suggest_merges
from teamwork.services.merges import mark_not_duplicate
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def named(*nicknames: str, **fields: Any) -> list[Member]:
    made = [MemberFactory(nickname=name, **fields) for name in nicknames]
    write_name_tokens(members=made)
    return made


def known_as(member: Member, platform: str, key: str) -> None:
    MemberIdentity.objects.create(
        member=member,
        platform=platform,
        external_id=key,
    )


def pairs() -> list[tuple[Member, Member]]:
    return [(found.kept, found.merged) for found in suggest_merges()]


def test_names_in_two_scripts_are_one_name() -> None:
    made = named("龙岩小马哥", "龍岩小馬哥", city="臺北")
    Member.objects.filter(pk=made[1].pk).update(city="台北")
    assert pairs() == [tuple(made)]
    (found,) = suggest_merges()
    assert any("龙岩小马哥 / 龍岩小馬哥" in reason for reason in found.reasons)


def test_an_id_in_two_spellings_is_found() -> None:
    made = named("甲", "乙", city="")
    known_as(made[0], "app", "u1001")
    known_as(made[1], "app", "U 1001")
    (found,) = suggest_merges()
    assert (found.kept, found.merged) == tuple(made)
    assert str(found.strength)


def test_equal_ids_of_two_platforms_are_two_people() -> None:
    made = named("甲", "乙", city="")
    known_as(made[0], "app", "u1")
    known_as(made[1], "forum", "u1")
    assert pairs() == []


def test_a_common_name_is_found_by_a_car_of_the_same_day() -> None:
    crowd = named(*["老王"] * 9, city="")
    for member in crowd[:2]:
        vehicle = VehicleOwnership(
            member=member,
            model_series="海豹",
            started_on=date(2025, 1, 2),
        )
        add_vehicle(vehicle=vehicle)
    assert pairs() == [tuple(crowd[:2])]


def test_never_again_means_never_again(as_role: Any) -> None:
    made = named("夜航星", "夜航星", city="上海")
    client = as_role("lead")
    page = client.get(reverse("teamwork:merge_suggestions"))
    assert "夜航星" in page.content.decode()
    mark_not_duplicate(one=made[1], other=made[0], user=None, now=NOW)
    assert pairs() == []


def test_what_many_share_suggests_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(duplicate_groups, "MAX_OF_A_VALUE", 2)
    named("夜航星", "夜航星", "夜航星", city="上海")
    assert pairs() == []


def test_the_comparison_shows_the_ids_of_both(as_role: Any) -> None:
    made = named("夜航星", "夜航星", city="上海")
    known_as(made[0], "app", "u-31")
    known_as(made[1], "forum", "f-47")
    ids = [member.pk for member in made]
    address = reverse("teamwork:merge_compare", args=ids)
    page = as_role("lead").get(address).content.decode()
    assert "app:u-31" in page
    assert "forum:f-47" in page


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("phone", "same_phone"), ("unionid", "same_unionid")],
)
def test_the_same_personal_detail_is_found_and_never_shown(
    as_role: Any,
    kind: str,
    reason: str,
) -> None:
    made = named("甲", "乙", city="")
    for member in made:
        MemberContact.objects.create(
            member=member,
            kind=kind,
            value="13900000017",
            value_index=blind_index("13900000017"),
            source="file",
            updated_at=NOW,
        )
    (found,) = suggest_merges()
    assert found.reasons == [str(DUPLICATE_REASONS[reason])]
    page = as_role("lead").get(reverse("teamwork:merge_suggestions"))
    assert "13900000017" not in page.content.decode()
