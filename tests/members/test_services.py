"""Acts on members: register, tag, cars; a staff edit always wins."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from common.fields import blind_index
from members.models import Member, MemberIdentity, MemberTag, VehicleOwnership
from members.services.directory import (
    add_vehicle,
    end_vehicle,
    register_members,
    save_member,
    tag_members,
    untag_member,
    update_members,
)
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


def test_registering_twice_makes_a_member_once() -> None:
    drafts = [{"external_id": "u1", "nickname": "海边的陈师傅"}, {"external_id": "u2"}]
    first = register_members(drafts=drafts, platform="app", now=NOW)
    assert register_members(drafts=drafts, platform="app", now=NOW) == first
    assert Member.objects.count() == 2
    assert list(Member.objects.named_like("hbd")) == [Member.objects.get(nickname="海边的陈师傅")]


def test_platforms_may_use_the_same_id_for_different_people() -> None:
    one = register_members(drafts=[{"external_id": "1"}], platform="app", now=NOW)
    other = register_members(drafts=[{"external_id": "1"}], platform="forum", now=NOW)
    assert one["1"] != other["1"]


def test_an_identity_belongs_to_one_member() -> None:
    MemberIdentity.objects.create(member=MemberFactory(), platform="app", external_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberIdentity.objects.create(member=MemberFactory(), platform="app", external_id="1")


def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    member = save_member(member=MemberFactory.build(nickname="夜航的老王"), now=NOW)
    member.nickname = "晴川旅人"
    save_member(member=member, now=NOW)
    assert list(Member.objects.named_like("晴川")) == [member]
    assert not Member.objects.named_like("夜航").exists()


@pytest.mark.parametrize("name", ["", "\u200b\u200b", "a\u202eb", "x\x00y", "\ud800"])
def test_a_name_that_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        save_member(member=MemberFactory.build(nickname=name), now=NOW)


def test_full_width_letters_find_what_half_width_ones_find() -> None:
    member = save_member(member=MemberFactory.build(nickname="Ｋｅｎ爱露营"), now=NOW)
    assert list(Member.objects.named_like("ken")) == [member]


def test_a_staff_tag_is_never_overwritten_by_a_computed_one() -> None:
    member = MemberFactory()
    tag_members(member_ids=[member.pk], name="露营", source=MemberTag.Source.STAFF, weight=1.0)
    assert tag_members(member_ids=[member.pk], name="露营", source=MemberTag.Source.INFERRED, weight=0.2) == 0
    assert member.tags.get().weight == 1.0


def test_a_rejected_tag_stays_rejected_until_staff_change_their_mind() -> None:
    member = MemberFactory()
    tag_members(member_ids=[member.pk], name="改装", source=MemberTag.Source.INFERRED)
    untag_member(member_id=member.pk, name="改装")
    tag_members(member_ids=[member.pk], name="改装", source=MemberTag.Source.INFERRED)
    assert not Member.objects.tagged("改装").exists()
    tag_members(member_ids=[member.pk], name="改装", source=MemberTag.Source.STAFF)
    assert list(Member.objects.tagged("改装")) == [member]


def test_an_owner_without_a_car_is_a_former_owner() -> None:
    member = MemberFactory(owner_status="prospect")
    vehicle = add_vehicle(
        vehicle=VehicleOwnership(member=member, model_series="星澜 S5", started_on=DAY), software_version="OTA 3.1.0"
    )
    assert Member.objects.get().owner_status == "owner"
    assert list(Member.objects.driving("星澜 S5")) == [member]
    end_vehicle(vehicle=vehicle, ended_on=date(2026, 5, 3), reason="sold")
    assert Member.objects.get().owner_status == "former"
    assert not Member.objects.driving("星澜 S5").exists()
    assert vehicle.software.get().version == "OTA 3.1.0"


def test_a_car_cannot_end_before_it_began_or_without_a_reason() -> None:
    vehicle = add_vehicle(vehicle=VehicleOwnership(member=MemberFactory(), model_series="X", started_on=DAY))
    with pytest.raises(ValidationError):
        end_vehicle(vehicle=vehicle, ended_on=date(2026, 4, 1), reason="sold")
    with pytest.raises(ValidationError):
        end_vehicle(vehicle=vehicle, ended_on=date(2026, 5, 2), reason="")


def test_a_vin_is_unreadable_in_the_database_yet_can_be_found() -> None:
    vin = "LXL00000000000042"
    add_vehicle(vehicle=VehicleOwnership(member=MemberFactory(), model_series="X", vin=vin, started_on=DAY))
    with connection.cursor() as cursor:
        cursor.execute("SELECT vin FROM members_vehicleownership")
        assert vin not in cursor.fetchone()[0]
    found = VehicleOwnership.objects.get(vin_index=blind_index(vin.lower()))
    assert (found.vin, found.masked_vin) == (vin, "LXL************42")


def test_many_members_change_together_or_not_at_all() -> None:
    ids = [MemberFactory().pk for _n in range(3)]
    assert update_members(member_ids=ids, changes={"city": "成都"}, now=NOW) == 3
    with pytest.raises(ValidationError):
        update_members(member_ids=ids, changes={"city": "\u202e"}, now=NOW)
    assert set(Member.objects.values_list("city", flat=True)) == {"成都"}


def test_primary_and_backup_contact_are_two_people(accounts: dict) -> None:
    lead = accounts["lead"]
    with pytest.raises(ValidationError):
        save_member(member=MemberFactory.build(primary_contact=lead, backup_contact=lead), now=NOW)
