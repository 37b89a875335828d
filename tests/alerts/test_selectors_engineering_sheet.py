"""The engineering sheet tells facts with their sources, and nobody's details."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts.models import Issue
from alerts.selectors.engineering_sheet import read_sheet
from alerts.services.post_classification import classify_new_posts
from common.models import AuditRecord
from members.models import Member, VehicleOwnership
from members.services.consents import record_consent
from members.services.vehicles import add_vehicle
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db

VINS = ("LXV7AK2T9RB5N3C81", "LSVAU2180N2183294")
SECRETS = ("13812345678", "沪A·12345", "wang@example.com", "老王不吃鱼")


@pytest.fixture
def told(source, accounts) -> Issue:
    """Four owners tell one fault; the cars of two have a VIN; forty other cars
    run an older version.
    """
    for number in range(4):
        text = f"升级3.2.0之后蓝牙钥匙失灵，地下车库打不开车门，第{number}次"
        if number == 1:
            text += f"，电话{SECRETS[0]}，车牌{SECRETS[1]}，{SECRETS[2]} @{SECRETS[3]}"
        ingest(source, [post_row(number, f"m{number}", text)])
        member = Member.objects.get(identities__external_id=f"m{number}")
        car = VehicleOwnership(
            member=member,
            model_series="星澜 M9",
            started_on=(NOW - timedelta(days=300)).date(),
            vin=VINS[number] if number < 2 else "",
        )
        add_vehicle(vehicle=car, software_version="3.2.0")
    for number in range(40):
        other = Member.objects.create(
            nickname=f"n{number}",
            created_at=NOW,
            updated_at=NOW,
        )
        car = VehicleOwnership(
            member=other,
            model_series="星澜 M9",
            started_on=(NOW - timedelta(days=300)).date(),
        )
        add_vehicle(vehicle=car, software_version="3.1.4")
    classify_new_posts(now=NOW)
    found: Issue = Issue.objects.unmerged().with_report_counts().get()
    return found


def agree(member: Member, accounts, *, is_given: bool = True) -> None:
    record_consent(
        member_id=member.pk,
        purpose="engineering",
        is_given=is_given,
        note="电话里说的",
        user=accounts["lead"],
        now=NOW,
    )


def exports() -> list[dict[str, object]]:
    found = AuditRecord.objects.filter(act=AuditRecord.Act.EXPORT)
    return list(found.values_list("changes", flat=True))


def test_every_fact_has_its_source(told) -> None:
    sheet = read_sheet(told, now=NOW)
    facts = {fact.key: fact for fact in sheet.facts}
    assert all(fact.source for fact in sheet.facts)
    assert facts["versions_named"].values == [("3.2.0", 4)]
    assert facts["versions_of_cars"].values == [("3.2.0", 4)]
    assert facts["models"].values == [("星澜 M9", 4)]
    assert "3.2.0" not in dict(facts["triggers"].values)
    assert [week[2] for week in sheet.weeks][-1] == 4


def test_versions_that_nobody_reports_are_named(told) -> None:
    versions = read_sheet(told, now=NOW).comparisons[0].groups
    by_name = {group.name: group for group in versions}
    assert by_name["3.1.4"].cars == 40
    assert by_name["3.1.4"].difference == "nobody"
    assert by_name["3.2.0"].difference == "more"


def test_a_vin_is_on_the_sheet_only_while_its_owner_agrees(
    told,
    accounts,
    as_role,
) -> None:
    sheet = read_sheet(told, now=NOW)
    assert sheet.vins == []
    assert sheet.cars_with_vin == 2
    first, second = sheet.without_consent
    agree(first, accounts)
    address = reverse("alerts:issue_sheet", args=[told.pk])
    page = as_role("communicator").get(address).content.decode()
    assert [vin in page for vin in VINS] == [True, False]
    assert exports() == [{"format": "page", "vins": 1}]
    hidden = as_role("planner").get(address).content.decode()
    assert not any(vin in hidden for vin in VINS)
    agree(first, accounts, is_given=False)
    again = read_sheet(told, now=NOW)
    assert again.vins == []
    assert set(again.without_consent) == {first, second}


def test_words_are_shown_without_personal_details(told, as_role) -> None:
    sheet = read_sheet(told, now=NOW)
    texts = " ".join(words.text for words in sheet.reports)
    assert "蓝牙钥匙失灵" in texts
    page = as_role("lead").get(
        reverse("alerts:issue_sheet", args=[told.pk]),
    )
    body = page.content.decode()
    for secret in SECRETS:
        assert secret not in texts
        assert secret not in body
    assert "3.2.0" in page.context["text"]


def test_machines_get_the_same_sheet(told, accounts, client, token) -> None:
    sheet = read_sheet(told, now=NOW)
    agree(sheet.without_consent[0], accounts)
    address = reverse("api:engineering-sheet", args=[told.pk])
    answer = client.get(address, headers=token("engineering:read"))
    assert answer.status_code == 200
    body = answer.json()
    assert [one["vin"] for one in body["vins"]] == [VINS[0]]
    assert exports() == [{"format": "api", "vins": 1}]
    assert {fact["key"] for fact in body["facts"]} >= {"symptoms", "models"}
    assert body["weeks"][-1]["owners"] == 4
    refused = client.get(address, headers=token("alerts:read"))
    assert refused.status_code == 403
    missing = reverse("api:engineering-sheet", args=[told.pk + 99])
    answer = client.get(missing, headers=token("engineering:read"))
    assert answer.status_code == 404
