"""The pages and the API of paid cooperation."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from common.calendar import business_today
from community.models import Cooperation
from koc.models import KocSpell
from tests.factories.members import MemberFactory
from tests.koc.test_services_roster import begun
from tests.koc.test_views import undo_of

pytestmark = pytest.mark.django_db
API = "/api/v1/cooperations/"


def entered(**other: Any) -> dict[str, Any]:
    day = business_today(timezone.now())
    return {"partner": "某代理公司", "started_on": str(day), **other}


def test_an_end_of_the_status_is_asked_to_be_confirmed(as_role: Any) -> None:
    member = MemberFactory()
    spell = begun(member, now=timezone.now())
    lead = as_role("lead")
    address = reverse("koc:cooperation_create", args=[member.pk])
    assert "is_confirmed" in lead.get(address).context["form"].fields
    page = lead.post(address, entered())
    assert page.status_code == 409
    assert "is_confirmed" in page.context["form"].errors
    assert not Cooperation.objects.exists()
    done = lead.post(address, entered(is_confirmed="on"), follow=True)
    spell.refresh_from_db()
    assert spell.end_reason == KocSpell.EndReason.PAID
    lead.post(undo_of(done))
    spell.refresh_from_db()
    assert spell.ended_on is None
    assert Cooperation.objects.get().cancelled_at


def test_the_list_shows_who_is_paid_now(as_role: Any) -> None:
    lead = as_role("lead")
    member = MemberFactory(nickname="小林")
    address = reverse("koc:cooperation_create", args=[member.pk])
    assert "is_confirmed" not in lead.get(address).context["form"].fields
    lead.post(address, entered())
    row = Cooperation.objects.get()
    page = reverse("koc:cooperation_list")
    day = row.started_on.isoformat()
    assert "小林" in lead.get(f"{page}?paid_on={day}").content.decode()
    over = lead.get(f"{page}?ended_before={day}")
    assert over.context["table"].paginator.count == 0
    last = row.started_on - timedelta(days=1)
    end = reverse("koc:cooperation_end", args=[row.pk])
    assert lead.post(end, {"ended_on": str(last)}).status_code == 422
    assert lead.get(end).status_code == 200
    assert lead.post(end, {"ended_on": row.started_on}).status_code == 302
    cancel = reverse("koc:cooperation_cancel", args=[row.pk])
    planner = as_role("planner")
    assert cancel not in planner.get(page).content.decode()
    assert planner.post(cancel).status_code == 403


def test_machines_record_it_once(token: Any) -> None:
    member = MemberFactory()
    spell = begun(member, now=timezone.now())
    client = Client(headers=token("koc:read", "koc:write"))
    sent = {"member": member.pk, **entered()}

    def post(**more: Any) -> Any:
        body = {**sent, **more}
        return client.post(API, body, content_type="application/json")

    refused = post()
    assert refused.status_code == 409
    assert "confirm_end" in refused.content.decode()
    made = post(is_confirmed=True)
    assert made.status_code == 201
    assert post().status_code == 200
    assert post(started_on="1999-01-01").status_code == 400
    spell.refresh_from_db()
    assert spell.ended_on
    rows = client.get(f"{API}?member={member.pk}").json()["results"]
    assert [row["id"] for row in rows] == [made.json()["id"]]
    assert "is_confirmed" not in rows[0]


def test_the_policy_says_whether_pay_ends_the_status(as_role: Any) -> None:
    lead = as_role("lead")
    address = reverse("koc:policy_create")
    form = lead.get(address).context["form"]
    assert form["pay_ends"].value() is True


def test_what_is_recorded_already_offers_no_undo(as_role: Any) -> None:
    lead = as_role("lead")
    member = MemberFactory()
    address = reverse("koc:cooperation_create", args=[member.pk])
    lead.post(address, entered(), follow=True)
    page = lead.post(address, entered(), follow=True)
    assert Cooperation.objects.count() == 1
    assert "此前已登记" in page.content.decode()
    assert not undo_of(page).startswith("/")


def test_what_was_taken_back_is_listed_on_demand(as_role: Any) -> None:
    lead = as_role("lead")
    member = MemberFactory()
    lead.post(
        reverse("koc:cooperation_create", args=[member.pk]),
        entered(),
    )
    row = Cooperation.objects.get()
    page = reverse("koc:cooperation_list")
    assert lead.get(page).context["table"].paginator.count == 1
    lead.post(reverse("koc:cooperation_cancel", args=[row.pk]))
    assert lead.get(page).context["table"].paginator.count == 0
    asked = lead.get(f"{page}?is_cancelled=true")
    assert asked.context["table"].paginator.count == 1
