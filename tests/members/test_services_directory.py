"""Register, tag and edit members and their cars; a staff edit always wins."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from common.db.fields import blind_index
from members.models import Member, MemberIdentity, MemberTag, VehicleOwnership
from members.services.directory import (
    register_members,
    save_member,
    tag_members,
    untag_member,
    update_members,
)
from members.services.vehicles import add_vehicle, edit_vehicle, end_vehicle
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


def test_registering_twice_makes_a_member_once() -> None:
    drafts = [
        {"external_id": "u1", "nickname": "海边的陈师傅"},
        {"external_id": "u2"},
    ]
    first = register_members(drafts=drafts, platform="app", now=NOW)
    assert register_members(drafts=drafts, platform="app", now=NOW) == first
    assert Member.objects.count() == 2
    assert list(Member.objects.named_like("hbd")) == [
        Member.objects.get(nickname="海边的陈师傅"),
    ]


def test_platforms_may_use_the_same_id_for_different_people() -> None:
    one = register_members(
        drafts=[{"external_id": "1"}],
        platform="app",
        now=NOW,
    )
    other = register_members(
        drafts=[{"external_id": "1"}],
        platform="forum",
        now=NOW,
    )
    assert one["1"] != other["1"]


def test_an_identity_belongs_to_one_member() -> None:
    MemberIdentity.objects.create(
        member=MemberFactory(),
        platform="app",
        external_id="1",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberIdentity.objects.create(
            member=MemberFactory(),
            platform="app",
            external_id="1",
        )


def test_a_new_name_is_found_and_the_old_one_is_not() -> None:
    member = save_member(
        member=MemberFactory.build(nickname="夜航的老王"),
        now=NOW,
    )
    member.nickname = "晴川旅人"
    save_member(member=member, now=NOW)
    assert list(Member.objects.named_like("晴川")) == [member]
    assert not Member.objects.named_like("夜航").exists()


@pytest.mark.parametrize(
    "name",
    ["", "\u200b\u200b", "a\u202eb", "x\x00y", "\ud800"],
)
def test_a_name_that_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        save_member(member=MemberFactory.build(nickname=name), now=NOW)


def test_full_width_letters_find_what_half_width_ones_find() -> None:
    member = save_member(
        member=MemberFactory.build(nickname="Ｋｅｎ爱露营"),
        now=NOW,
    )
    assert list(Member.objects.named_like("ken")) == [member]


def test_a_staff_tag_is_never_overwritten_by_a_computed_one() -> None:
    member = MemberFactory()
    tag_members(
        member_ids=[member.pk],
        name="露营",
        source=MemberTag.Source.STAFF,
        weight=1.0,
    )
    assert (
        tag_members(
            member_ids=[member.pk],
            name="露营",
            source=MemberTag.Source.INFERRED,
            weight=0.2,
        )
        == 0
    )
    assert member.tags.get().weight == 1.0


def test_a_rejected_tag_remains_rejected_until_staff_set_it() -> None:
    member = MemberFactory()
    tag_members(
        member_ids=[member.pk],
        name="改装",
        source=MemberTag.Source.INFERRED,
    )
    untag_member(member_id=member.pk, name="改装")
    tag_members(
        member_ids=[member.pk],
        name="改装",
        source=MemberTag.Source.INFERRED,
    )
    assert not Member.objects.tagged("改装").exists()
    tag_members(
        member_ids=[member.pk],
        name="改装",
        source=MemberTag.Source.STAFF,
    )
    assert list(Member.objects.tagged("改装")) == [member]


def test_an_owner_without_a_car_is_a_former_owner() -> None:
    member = MemberFactory(owner_status="prospect")
    vehicle = add_vehicle(
        vehicle=VehicleOwnership(
            member=member,
            model_series="星澜 S5",
            started_on=DAY,
        ),
        software_version="OTA 3.1.0",
    )
    assert Member.objects.get().owner_status == "owner"
    assert list(Member.objects.driving("星澜 S5")) == [member]
    end_vehicle(vehicle=vehicle, ended_on=date(2026, 5, 3), reason="sold")
    assert Member.objects.get().owner_status == "former"
    assert not Member.objects.driving("星澜 S5").exists()
    assert vehicle.software.get().version == "OTA 3.1.0"


def test_a_car_cannot_end_before_it_began_or_without_a_reason() -> None:
    vehicle = add_vehicle(
        vehicle=VehicleOwnership(
            member=MemberFactory(),
            model_series="X",
            started_on=DAY,
        ),
    )
    with pytest.raises(ValidationError):
        end_vehicle(vehicle=vehicle, ended_on=date(2026, 4, 1), reason="sold")
    with pytest.raises(ValidationError):
        end_vehicle(vehicle=vehicle, ended_on=date(2026, 5, 2), reason="")


def test_a_vin_is_unreadable_in_the_database_yet_can_be_found() -> None:
    vin = "LXL00000000000042"
    add_vehicle(
        vehicle=VehicleOwnership(
            member=MemberFactory(),
            model_series="X",
            vin=vin,
            started_on=DAY,
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT vin FROM members_vehicleownership")
        assert vin not in cursor.fetchone()[0]
    found = VehicleOwnership.objects.get(vin_index=blind_index(vin.lower()))
    assert (found.vin, found.masked_vin) == (vin, "LXL************42")


@pytest.mark.parametrize(
    "vin",
    ["AB12C", "LXL123", "IOQ00000000000042", "LXL0000000000004２"],
)
def test_a_text_that_is_no_vin_is_refused(vin: str, as_role: Any) -> None:
    member = MemberFactory()
    with pytest.raises(ValidationError):
        add_vehicle(
            vehicle=VehicleOwnership(
                member=member,
                model_series="X",
                vin=vin,
                started_on=DAY,
            ),
        )
    form = {"model_series": "X", "vin": vin, "started_on": "2026-05-01"}
    answer = as_role("communicator").post(
        reverse("members:vehicle_create", args=[member.pk]),
        form,
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["vin"]
    assert not VehicleOwnership.objects.exists()


@pytest.mark.parametrize(
    ("vin", "levels"),
    [
        ("1m8gdm9axkp042788 ", ["success"]),
        ("LXL00000000000042", ["success", "warning"]),
    ],
)
def test_a_vin_is_kept_folded_and_its_check_digit_looked_at(
    vin: str,
    levels: list[str],
    as_role: Any,
) -> None:
    member, client = MemberFactory(), as_role("communicator")
    form = {"model_series": "X", "vin": vin, "started_on": "2026-05-01"}
    page = client.post(
        reverse("members:vehicle_create", args=[member.pk]),
        form,
        follow=True,
    )
    assert [
        message.level_tag for message in page.context["messages"]
    ] == levels
    vehicle = VehicleOwnership.objects.get()
    assert (vehicle.vin, vehicle.vin_index) == (
        vin.strip().upper(),
        blind_index(vin),
    )


def test_a_short_vin_of_an_older_version_is_hidden_whole() -> None:
    member = MemberFactory()
    vehicle = VehicleOwnership.objects.create(
        member=member,
        model_series="X",
        vin="AB12C",
        started_on=DAY,
    )
    assert vehicle.masked_vin == "*****"
    end_vehicle(vehicle=vehicle, ended_on=date(2026, 5, 3), reason="sold")
    assert VehicleOwnership.objects.get().vin == "AB12C"


def test_many_members_change_together_or_not_at_all() -> None:
    ids = [MemberFactory().pk for _n in range(3)]
    assert (
        update_members(member_ids=ids, changes={"city": "成都"}, now=NOW) == 3
    )
    with pytest.raises(ValidationError):
        update_members(member_ids=ids, changes={"city": "\u202e"}, now=NOW)
    assert set(Member.objects.values_list("city", flat=True)) == {"成都"}


def test_primary_and_backup_contact_are_two_people(accounts: dict) -> None:
    lead = accounts["lead"]
    with pytest.raises(ValidationError):
        save_member(
            member=MemberFactory.build(
                primary_contact=lead,
                backup_contact=lead,
            ),
            now=NOW,
        )


VIN, OTHER_VIN = "LSVAU2180N2183294", "LHGCM82633A004352"


@pytest.fixture
def car(db: None) -> VehicleOwnership:
    """A car that was entered wrongly."""
    vehicle = VehicleOwnership(
        member=MemberFactory(),
        model_series="海豚",
        vin=VIN,
        started_on=date(2025, 1, 2),
    )
    return add_vehicle(vehicle=vehicle)


def correct(client: Any, car: VehicleOwnership, **changes: str) -> Any:
    entered = {
        "model_series": "海豚",
        "model_year": "",
        "vin": "",
        "started_on": "2025-01-02",
        **changes,
    }
    return client.post(reverse("members:vehicle_edit", args=[car.pk]), entered)


def test_a_car_entered_wrongly_is_corrected(
    car: VehicleOwnership,
    as_role: Any,
) -> None:
    client = as_role("communicator")
    page = client.get(
        reverse("members:vehicle_edit", args=[car.pk]),
    ).content.decode()
    assert VIN not in page
    answer = correct(client, car, model_series="海豹", model_year="2025")
    assert answer["Location"] == car.member.get_absolute_url()
    car.refresh_from_db()
    assert (car.model_series, car.model_year, car.vin) == ("海豹", 2025, VIN)


def test_a_corrected_vin_is_found_by_its_index(
    car: VehicleOwnership,
    as_role: Any,
) -> None:
    assert (
        correct(as_role("lead"), car, vin=OTHER_VIN.lower()).status_code == 302
    )
    car.refresh_from_db()
    assert (car.vin, car.vin_index) == (OTHER_VIN, blind_index(OTHER_VIN))
    refused = correct(as_role("lead"), car, vin="五位车架号")
    assert refused.status_code == 422
    car.refresh_from_db()
    assert car.vin == OTHER_VIN


def test_two_corrections_of_a_car_are_both_shown(
    car: VehicleOwnership,
    as_role: Any,
) -> None:
    opened = {
        "opened": "1",
        "opened-model_series": "海豚",
        "opened-started_on": "2025-01-02",
    }
    assert (
        correct(
            as_role("lead"),
            car,
            model_series="海豹",
            **opened,
        ).status_code
        == 302
    )
    answer = correct(as_role("communicator"), car, model_series="汉", **opened)
    assert answer.status_code == 409
    assert all(name in answer.content.decode() for name in ("海豹", "汉"))
    assert (
        correct(
            as_role("communicator"),
            car,
            vin=OTHER_VIN,
            **opened,
        ).status_code
        == 302
    )
    car.refresh_from_db()
    assert (car.model_series, car.vin) == ("海豹", OTHER_VIN)


def test_no_correction_gets_past_the_check_of_a_vin(
    car: VehicleOwnership,
) -> None:
    with pytest.raises(ValidationError):
        edit_vehicle(vehicle=car, changes={"vin": "LSVAU2180N218329I"})


@pytest.mark.parametrize("asked", ["龍岩", "龙岩", "小馬", "小马哥", "lyxmg"])
@pytest.mark.parametrize("name", ["龙岩小马哥", "龍岩小馬哥"])
def test_a_name_is_found_in_either_script(name: str, asked: str) -> None:
    member = save_member(member=MemberFactory.build(nickname=name), now=NOW)
    assert list(Member.objects.named_like(asked)) == [member]
    assert Member.objects.get(pk=member.pk).nickname == name


@pytest.mark.parametrize("asked", ["臺北", "台北"])
def test_a_city_and_a_tag_are_found_in_either_script(
    as_role: Any,
    asked: str,
) -> None:
    members = [MemberFactory(city="臺北"), MemberFactory(city="台北")]
    MemberFactory(city="台中")
    client = as_role("lead")
    rows = client.get(f"/members/?city={asked}").context["table"].page
    assert {row.record.pk for row in rows.object_list} == {
        member.pk for member in members
    }
    for member, name in zip(members, ("露營", "露营"), strict=True):
        tag_members(member_ids=[member.pk], name=name, source="staff")
    tag_members(member_ids=[members[0].pk], name="露营", source="staff")
    rows = client.get("/members/?tag=露營").context["table"].page
    found = [row.record.pk for row in rows.object_list]
    assert sorted(found) == [member.pk for member in members]
