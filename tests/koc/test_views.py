"""The pages of the roster: list, review, import, tiers; who may do what."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koc.models import KocPolicy, KocSpell
from koc.selectors.policies import present_tiers
from tests.factories.members import MemberFactory
from tests.koc.test_services_roster import begun

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def undo_of(page: Any) -> str:
    """Return the address that the toast of a page posts to."""
    shown = [one.extra_tags for one in page.context["messages"]]
    return str(shown[0]).removeprefix("undo:")


def test_the_roster_lists_who_is_koc_and_who_was(lead: Client) -> None:
    one, other = MemberFactory(nickname="甲"), MemberFactory(nickname="乙")
    now = timezone.now()
    begun(one, now=now)
    former = begun(other, now=now)
    lead.post(
        reverse("koc:roster_end", args=[former.pk]),
        {"end_reason": "left", "note": "搬家", "thanks": "致谢信"},
    )
    address = reverse("koc:roster_list")

    def listed(query: str = "") -> list[str]:
        page = lead.get(f"{address}?{query}")
        return [str(row.record) for row in page.context["table"].page]

    assert listed() == ["甲"]
    assert listed("status=former") == ["乙"]
    assert listed("status=all&tier=core") in (["甲", "乙"], ["乙", "甲"])
    assert listed("is_due=true") == []
    counts = lead.get(address).context["counts"]
    assert (counts.now, counts.due, counts.former) == (1, 0, 1)
    files = lead.get(
        f"{address}?export=csv&status=former&columns=member,thanks"
    )
    assert "致谢信" in b"".join(files.streaming_content).decode()


def test_a_review_is_renewed_or_ended_and_undone(
    lead: Client,
    accounts: dict[str, Any],
) -> None:
    spell = begun(MemberFactory(), now=timezone.now())
    page = reverse("koc:roster_detail", args=[spell.pk])
    renewed = lead.post(
        reverse("koc:roster_renew", args=[spell.pk]),
        {
            "tier": "honorary",
            "contact": accounts["communicator"].pk,
            "review_on": timezone.localdate() + timedelta(days=200),
            "reason": "一直在答疑",
        },
        follow=True,
    )
    spell.refresh_from_db()
    assert (spell.tier, spell.contact) == (
        "honorary",
        accounts["communicator"],
    )
    lead.post(undo_of(renewed))
    spell.refresh_from_db()
    assert spell.tier == "core"
    end = reverse("koc:roster_end", args=[spell.pk])
    assert lead.post(end, {"end_reason": "", "note": "x"}).status_code == 422
    ended = lead.post(
        end,
        {"end_reason": "own_wish", "note": "想休息", "thanks": "礼物"},
        follow=True,
    )
    assert "礼物" in ended.content.decode()
    kwargs = {"pk": spell.member_id, "name": "koc"}
    panel = lead.get(reverse("teamwork:member_panel", kwargs=kwargs))
    assert "礼物" in panel.content.decode()
    lead.post(undo_of(ended))
    spell.refresh_from_db()
    assert spell.ended_on is None
    assert lead.get(page).status_code == 200


def test_a_lead_makes_a_member_koc_by_decision(
    lead: Client,
    accounts: dict[str, Any],
) -> None:
    member = MemberFactory()
    address = reverse("koc:roster_create", args=[member.pk])
    assert lead.get(address).status_code == 200
    fields = {
        "tier": "core",
        "contact": "",
        "review_on": timezone.localdate() + timedelta(days=30),
        "since": "2030-01-01",
        "reason": "老朋友",
    }
    assert lead.post(address, fields).status_code == 422
    assert lead.post(address, {**fields, "since": ""}).status_code == 302
    assert KocSpell.objects.get().origin == KocSpell.Origin.DECISION


def test_only_leads_change_the_roster(
    client: Client,
    accounts: dict[str, Any],
) -> None:
    spell = begun(MemberFactory(), now=timezone.now())
    client.force_login(accounts["communicator"])
    assert client.get(spell.get_absolute_url()).status_code == 200
    end = reverse("koc:roster_end", args=[spell.pk])
    assert client.post(end, {"end_reason": "left"}).status_code == 403


def test_a_roster_is_uploaded_looked_at_and_stored(lead: Client) -> None:
    member = MemberFactory()
    address = reverse("koc:roster_import")
    content = f"identity,tier\n#{member.pk},core\n#99999,core\n".encode()
    file = SimpleUploadedFile("roster.csv", content)
    page = lead.post(address, {"file": file})
    assert (page.context["new_count"], len(page.context["faults"])) == (1, 1)
    assert not KocSpell.objects.exists()
    rows = page.context["signed"]
    done = lead.post(address, {"rows": rows}, follow=True)
    assert KocSpell.objects.current().count() == 1
    lead.post(undo_of(done))
    assert not KocSpell.objects.current().exists()
    lead.post(address, {"rows": "x"})
    assert lead.get(reverse("koc:roster_template")).status_code == 200


def test_tiers_are_changed_after_a_preview(lead: Client) -> None:
    begun(MemberFactory(), now=timezone.now())
    address = reverse("koc:policy_create")
    fields: dict[str, Any] = {"note": "更勤", "based_on": "1"}
    for tier in present_tiers():
        fields[f"{tier.key}_name"] = tier.name
        fields[f"{tier.key}_name_en"] = tier.name_en
        fields[f"{tier.key}_review_days"] = tier.review_days
        fields[f"{tier.key}_promised"] = ""
    fields["core_review_days"] = 30
    shown = lead.post(address, fields)
    change = shown.context["preview"][0]
    assert (change.members, change.after.review_days) == (1, 30)
    assert not KocPolicy.objects.exists()
    fields["confirmed"] = shown.context["entered"]
    assert lead.post(address, fields).status_code == 302
    assert present_tiers()[0].review_days == 30
    assert lead.get(reverse("koc:policy_list")).status_code == 200
    newest = KocPolicy.objects.newest()
    assert lead.get(newest.get_absolute_url()).status_code == 200
    without = {**fields, "core_name": "", "based_on": newest.version}
    refused = lead.post(address, without)
    assert refused.status_code == 409


def test_machines_read_the_roster(client: Client, token: Any) -> None:
    spell = begun(MemberFactory(), now=timezone.now())
    address = "/api/v1/koc-statuses/"
    assert client.get(address, headers=token("roles:read")).status_code == 403
    headers = token("koc:read")
    row = client.get(address, headers=headers).json()["results"][0]
    assert (row["id"], row["tier"], row["ended_on"]) == (
        spell.pk,
        "core",
        None,
    )
    later = (timezone.now() + timedelta(hours=1)).isoformat()
    page = client.get(
        address,
        {"updated_since": later, "is_current": "true"},
        headers=headers,
    )
    assert page.json()["results"] == []


def test_reviews_stand_on_the_desk(
    client: Client,
    accounts: dict[str, Any],
) -> None:
    spell = begun(
        MemberFactory(),
        accounts["communicator"],
        now=timezone.now(),
    )
    KocSpell.objects.update(review_on=date(2026, 1, 1), since=date(2025, 1, 1))

    def shown_to() -> list[str]:
        """Return on whose desk the review is."""
        found = []
        for role in ("communicator", "lead", "planner"):
            client.force_login(accounts[role])
            page = client.get(reverse("teamwork:desk")).content.decode()
            if spell.get_absolute_url() in page:
                found.append(role)
        return found

    assert shown_to() == ["communicator"]
    KocSpell.objects.update(contact=None)
    assert shown_to() == ["lead"]
