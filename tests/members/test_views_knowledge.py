"""Ids, details, software and decisions that staff enter on a member's page."""

from datetime import date
from typing import Any

import pytest

from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    SyncConflict,
    VehicleOwnership,
)
from members.services.conflicts import take_delivered
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return MemberFactory(nickname="小王")


def conflict(member: Member, field: str, value: str) -> SyncConflict:
    return SyncConflict.objects.create(
        member=member,
        field=field,
        value=value,
        source="CRM",
        seen_at=NOW,
    )


def test_identity_of_another_member_is_refused_by_name(
    as_role: Any,
    member: Member,
) -> None:
    other = MemberFactory(nickname="小李")
    MemberIdentity.objects.create(
        member=other,
        platform="crm",
        external_id="7",
    )
    answer = as_role("lead").post(
        f"/members/{member.pk}/identities/",
        {"platform": "crm", "external_id": "7"},
        follow=True,
    )
    assert "小李" in answer.content.decode()
    assert MemberIdentity.objects.get().member == other


def test_identity_is_added_and_removed(as_role: Any, member: Member) -> None:
    client = as_role("lead")
    address = f"/members/{member.pk}/identities/"
    client.post(address, {"platform": "crm", "external_id": "1.23E+17"})
    assert not MemberIdentity.objects.exists()
    client.post(address, {"platform": "crm", "external_id": "7"})
    identity = MemberIdentity.objects.get()
    client.post(f"{address}{identity.pk}/remove/")
    assert not MemberIdentity.objects.exists()


def test_identity_of_a_merge_is_not_removed(
    as_role: Any,
    member: Member,
) -> None:
    identity = MemberIdentity.objects.create(
        member=member,
        platform="crm",
        external_id="7",
        moved_by_merge=True,
    )
    as_role("lead").post(
        f"/members/{member.pk}/identities/{identity.pk}/remove/",
    )
    assert MemberIdentity.objects.exists()


def test_phone_is_stored_and_shown_masked(
    as_role: Any,
    member: Member,
) -> None:
    client = as_role("lead")
    address = f"/members/{member.pk}/details/"
    client.post(address, {"kind": "phone", "value": "138-1234"})
    client.post(address, {"kind": "phone", "value": "+86 138 1234 5678"})
    detail = MemberContact.objects.get()
    assert (detail.value, detail.source) == ("13812345678", "staff")
    page = client.get(member.get_absolute_url()).content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


def test_software_of_a_day_is_corrected_not_doubled(
    as_role: Any,
    member: Member,
) -> None:
    car = VehicleOwnership.objects.create(
        member=member,
        model_series="海豹",
        started_on=date(2025, 1, 1),
    )
    client = as_role("lead")
    for version in ("3.1", "3.2"):
        client.post(
            f"/members/vehicles/{car.pk}/software/",
            {"version": version, "started_on": "2026-02-01"},
        )
    assert car.software.get().version == "3.2"
    assert car.software_now is not None
    assert car.software_now.version == "3.2"


def test_delivered_value_is_taken_and_may_change_again(
    as_role: Any,
    member: Member,
) -> None:
    member.staff_edited_at = {"city": NOW.isoformat()}
    member.save()
    row = conflict(member, "city", "宁波")
    client = as_role("lead")
    page = client.get(member.get_absolute_url()).content.decode()
    assert "宁波" in page and "CRM" in page
    client.post(f"/members/conflicts/{row.pk}/", {"decision": "take"})
    member.refresh_from_db()
    assert (member.city, member.staff_edited_at) == ("宁波", {})
    row.refresh_from_db()
    assert (row.state, row.decided_by.username) == ("taken", "lead")


def test_kept_value_stays(as_role: Any, member: Member) -> None:
    row = conflict(member, "city", "宁波")
    as_role("lead").post(
        f"/members/conflicts/{row.pk}/",
        {"decision": "keep"},
    )
    member.refresh_from_db()
    row.refresh_from_db()
    assert (member.city, row.state) == ("上海", "kept")


def test_end_and_reason_of_a_car_are_taken_together(member: Member) -> None:
    car = VehicleOwnership.objects.create(
        member=member,
        model_series="海豹",
        started_on=date(2025, 1, 1),
    )
    first = conflict(member, f"vehicle.{car.pk}.ended_on", "2026-01-02")
    conflict(member, f"vehicle.{car.pk}.end_reason", "sold")
    take_delivered(conflict_id=first.pk, user=None, now=NOW)
    car.refresh_from_db()
    assert (car.ended_on, car.end_reason) == (date(2026, 1, 2), "sold")
    assert not SyncConflict.objects.filter(state="open").exists()
