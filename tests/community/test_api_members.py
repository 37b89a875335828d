"""Members in by REST: upserts, conflicts with staff, what is refused and why."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from activity.models import IngestBatch
from community.models import Circle, CircleMembership
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    SoftwareSpell,
    SyncConflict,
    VehicleOwnership,
)
from members.services.directory import save_member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
VIN = "LSVAU2180N2183294"


@pytest.fixture(autouse=True)
def source() -> None:
    EventSourceFactory(name="crm")


@pytest.fixture
def put(token: Any) -> Any:
    """Return a function that sends rows of members, or of what `path` names."""
    headers = token("members:write", "vehicles:write", "circles:write")
    client = Client(headers=headers)

    def send(
        *rows: Any,
        path: str = "members",
        name: str = "",
        query: str = "",
    ) -> Any:
        return client.put(
            f"/api/v1/{path}/{query}",
            {"source": "crm", name or path: list(rows)},
            content_type="application/json",
        )

    return send


def full_row(**more: Any) -> dict[str, Any]:
    return {
        "identity": "crm:1001",
        "identities": ["forum:77", "app:aa1"],
        "unionid": "oX9-union",
        "nickname": "山野小王",
        "joined_on": "2023-05-01",
        "city": "杭州",
        "phone": "+86 138-1234-5678",
        "real_name": "王小山",
        "tags": ["越野车", "露营"],
        "vehicles": [
            {
                "vin": VIN.lower(),
                "model_series": "海豹",
                "model_year": "2024款",
                "started_on": "2023-06-02",
                "software": [{"version": "3.1", "started_on": "2026-01-05"}],
            },
        ],
        "circles": [{"name": "杭州车友会", "since": "2023-07-01"}],
        **more,
    }


def test_row_creates_all_that_it_names(put: Any) -> None:
    answer = put(full_row())
    body = answer.json()
    assert (answer.status_code, body["created"]) == (200, 1)
    member = Member.objects.get()
    assert member.joined_from == "file"
    assert member.joined_on == date(2023, 5, 1)
    assert member.owner_status == "owner"
    keys = {str(one) for one in MemberIdentity.objects.all()}
    assert keys == {"crm:1001", "forum:77", "app:aa1"}
    assert set(member.tags.values_list("name", flat=True)) == {"越野", "露营"}
    assert member.vehicles.get().vin == VIN
    assert member.vehicles.get().software.get().version == "3.1"
    assert CircleMembership.objects.get().started_on == date(2023, 7, 1)
    phone = member.contacts.get(kind="phone")
    assert phone.value == "13812345678"
    assert phone.masked == "138****5678"
    batch = IngestBatch.objects.get()
    assert (batch.content, batch.accepted) == ("members", 1)


def test_row_sent_again_changes_nothing(put: Any) -> None:
    put(full_row())
    before = Member.objects.get().updated_at
    body = put(full_row()).json()
    assert (body["unchanged"], body["changed"]) == (1, 0)
    assert body["rows"][0]["changes"] == []
    assert Member.objects.get().updated_at == before
    assert SoftwareSpell.objects.count() == 1
    assert CircleMembership.objects.count() == 1


def test_dry_run_answers_changes_and_stores_nothing(put: Any) -> None:
    put(full_row())
    row = full_row(city="宁波", phone="13900001111")
    body = put(row, query="?dry_run=true").json()
    assert body["batch"] is None
    assert body["rows"][0]["changes"] == [
        {"field": "city", "before": "杭州", "after": "宁波"},
        {"field": "phone", "before": "***", "after": "139****1111"},
    ]
    assert Member.objects.get().city == "杭州"
    assert IngestBatch.objects.count() == 1


def test_what_is_not_named_stays_and_null_clears(put: Any) -> None:
    put(full_row())
    put({"identity": "crm:1001", "city": None, "phone": None})
    member = Member.objects.get()
    assert (member.city, member.nickname) == ("", "山野小王")
    assert not member.contacts.filter(kind="phone").exists()
    assert member.tags.count() == 2


def test_staff_edit_beats_delivery_and_both_are_kept(put: Any) -> None:
    put(full_row())
    member = Member.objects.get()
    member.city = "绍兴"
    save_member(member=member, now=NOW, fields=["city"])
    for _time in range(2):
        body = put(full_row()).json()
        assert (body["conflict"], body["changed"]) == (1, 0)
        assert body["rows"][0]["conflicts"] == ["city"]
    assert Member.objects.get().city == "绍兴"
    conflict = SyncConflict.objects.get()
    assert (conflict.field, conflict.value) == ("city", "杭州")


def test_later_joining_date_is_shown_and_not_taken(put: Any) -> None:
    put(full_row())
    body = put(full_row(joined_on="2024-01-01")).json()
    assert body["rows"][0]["conflicts"] == ["joined_on"]
    put(full_row(joined_on="2022-01-01"))
    assert Member.objects.get().joined_on == date(2022, 1, 1)


def test_software_versions_are_kept_over_time(put: Any) -> None:
    put(full_row())
    car = {"identity": "crm:1001", "vin": VIN}
    newer = {"version": "3.2", "started_on": "2026-03-01"}
    older = {"version": "2.9", "started_on": "2024-03-01"}
    for software in ([newer], [older], [newer, older]):
        row = {**car, "software": software}
        assert put(row, path="vehicles").status_code == 200
    spells = SoftwareSpell.objects.order_by("started_on")
    assert list(spells.values_list("version", flat=True)) == [
        "2.9",
        "3.1",
        "3.2",
    ]


def test_unionid_finds_member_on_another_platform(put: Any) -> None:
    put(full_row())
    row = {"identity": "wecom:w1", "unionid": "oX9-union"}
    assert put(row).json()["changed"] == 1
    assert Member.objects.count() == 1


def test_phone_finds_member_of_another_platform(put: Any) -> None:
    put(full_row())
    body = put({"identity": "shop:9", "phone": "13812345678"}).json()
    assert body["changed"] == 1
    assert Member.objects.get().identities.filter(platform="shop").exists()


def test_vin_finds_member_of_another_platform(put: Any) -> None:
    put(full_row())
    row = {"identity": "shop:9", "vehicles": [{"vin": VIN}]}
    assert put(row).json()["changed"] == 1
    assert (Member.objects.count(), VehicleOwnership.objects.count()) == (1, 1)


def test_shared_phone_on_one_platform_makes_no_merge(put: Any) -> None:
    put(full_row())
    body = put({"identity": "crm:1002", "phone": "13812345678"}).json()
    assert body["created"] == 1
    first = MemberIdentity.objects.get(external_id="1001").member_id
    assert body["rows"][0]["maybe_same_as"] == [first]


def test_two_members_in_one_row_are_refused_by_name(put: Any) -> None:
    put({"identity": "crm:1"}, {"identity": "forum:2"})
    answer = put({"identity": "crm:1", "identities": ["forum:2"]})
    assert answer.status_code == 207
    error = answer.json()["errors"][0]
    assert error["code"] == "two_members"
    assert "crm:1" in error["value"] and "forum:2" in error["value"]
    assert Member.objects.count() == 2


def test_every_fault_of_a_row_is_named(put: Any) -> None:
    row = {
        "identity": "crm:1.23E+17",
        "nickname": "",
        "joined_on": "2024-02-30",
        "phone": "138****1234",
        "colour": "red",
        "vehicles": [{"vin": "TOO-SHORT", "model_series": "海豹"}],
        "circles": [{"since": "2024-01-01"}],
    }
    errors = put(row, {"identity": "crm:2"}).json()["errors"]
    assert {(one["column"], one["code"]) for one in errors} == {
        ("identity", "spreadsheet_value"),
        ("nickname", "cannot_be_empty"),
        ("joined_on", "bad_day"),
        ("phone", "masked_value"),
        ("colour", "unknown_name"),
        ("vehicles[0].vin", "bad_vin"),
        ("circles[0].name", "missing_value"),
    }
    assert MemberIdentity.objects.get().external_id == "2"


def test_memberships_begin_and_end(put: Any) -> None:
    put(full_row())
    row = {"identity": "crm:1001", "circle": "杭州车友会"}
    path = "circle-memberships"
    left = {**row, "until": "2025-01-01"}
    for sent in (left, row, left):
        put(sent, path=path, name="memberships")
    assert CircleMembership.objects.get().ended_on == date(2025, 1, 1)
    put({**row, "since": "2025-06-01"}, path=path, name="memberships")
    assert CircleMembership.objects.filter(ended_on=None).count() == 1


def test_unknown_circle_and_member_are_refused(put: Any) -> None:
    put({"identity": "crm:1"})
    path = "circle-memberships"
    query = "?unknown_circles=refuse"
    rows = (
        {"identity": "crm:1", "circle": "没有这个圈"},
        {"identity": "crm:404", "circle": "没有这个圈"},
    )
    errors = put(*rows, path=path, name="memberships", query=query).json()
    codes = [one["code"] for one in errors["errors"]]
    assert codes == ["unknown_circle", "unknown_circle"]
    errors = put(rows[1], path=path, name="memberships").json()["errors"]
    assert errors[0]["code"] == "unknown_member"
    assert not CircleMembership.objects.exists()


def test_rows_of_one_member_follow_each_other(put: Any) -> None:
    rows = [
        {"identity": "crm:1", "city": "杭州"},
        {"identity": "crm:1", "city": "宁波"},
    ]
    body = put(*rows).json()
    assert [row["status"] for row in body["rows"]] == ["created", "changed"]
    assert Member.objects.get().city == "宁波"


def test_scope_of_members_is_needed(token: Any) -> None:
    client = Client(headers=token("tags:write"))
    body = {"source": "crm", "members": [{"identity": "crm:1"}]}
    for path in ("members", "vehicles", "circle-memberships"):
        answer = client.put(
            f"/api/v1/{path}/",
            body,
            content_type="application/json",
        )
        assert answer.status_code == 403


def test_more_than_thousand_rows_are_refused(put: Any) -> None:
    rows = [{"identity": f"crm:{n}"} for n in range(1001)]
    assert put(*rows).status_code == 413
    assert not Member.objects.exists()


def test_details_are_masked_when_read(put: Any, token: Any) -> None:
    put(full_row())
    client = Client(headers=token("members:read"))
    text = client.get("/api/v1/members/").content.decode()
    for secret in ("13812345678", "王小山", VIN, "oX9-union"):
        assert secret not in text
    assert "138****5678" in text
    row = client.get("/api/v1/members/").json()["results"][0]
    assert row["joined_from"] == "file"
    assert row["vehicles"][0]["software_now"]["version"] == "3.1"


def test_merged_member_is_changed_in_the_kept_one(put: Any) -> None:
    kept = MemberFactory()
    gone = MemberFactory(merged_into=kept)
    MemberContact.objects.create(
        member=gone,
        kind="phone",
        value="13812345678",
        value_index="",
        source="file",
        updated_at=NOW,
    )
    MemberIdentity.objects.create(
        member=kept,
        platform="crm",
        external_id="1",
    )
    put({"identity": "crm:1", "city": "苏州"})
    kept.refresh_from_db()
    assert kept.city == "苏州"
    assert Circle.objects.count() == 0
