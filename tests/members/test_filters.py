"""Members are found by what names them exactly."""

from typing import Any

import pytest

from common.db.fields import blind_index
from kocops.palette import find_by_name
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    VehicleOwnership,
)
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
VIN = "LSGJA52U7AH123456"


@pytest.fixture
def member() -> Member:
    MemberFactory(nickname="别人")
    made = MemberFactory(nickname="小王")
    MemberIdentity.objects.create(
        member=made,
        platform="app",
        external_id="u-7788",
    )
    MemberContact.objects.create(
        member=made,
        kind="phone",
        value=PHONE,
        value_index=blind_index(PHONE),
        source="staff",
        updated_at=NOW,
    )
    VehicleOwnership.objects.create(
        member=made,
        model_series="E5",
        vin=VIN,
        vin_index=blind_index(VIN),
    )
    return made


@pytest.mark.parametrize(
    "words",
    [
        "u-7788",
        "app:u-7788",
        "app：u-7788",
    ],
)
def test_a_member_is_found_by_an_id(
    accounts: dict[str, Any],
    as_role: Any,
    member: Member,
    words: str,
) -> None:
    answer = as_role("lead").get("/members/", {"q": words})
    listed = answer.context["table"].data
    assert [row.pk for row in listed] == [member.pk]
    found = find_by_name(accounts["lead"], words)
    assert [one.href for one in found[0].hits] == [member.get_absolute_url()]
    assert VIN not in repr(found)
    assert PHONE not in repr(found)


@pytest.mark.parametrize(
    "words",
    ["u-778", "crm:u-7788", PHONE, VIN, "app:"],
)
def test_part_of_an_id_a_phone_or_a_vin_finds_nobody(
    member: Member, words: str
) -> None:
    assert not Member.objects.known_as(words).exists()
