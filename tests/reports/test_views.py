"""Pages of the brief: who may do what, and each act can be undone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from common.ui.undo import undo_address
from integrations.models import Channel
from reports.forms import TargetForm
from reports.models import BriefSubscription, FigureTarget
from reports.selectors.brief_sections import figures_with_target
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
BRIEF = "/briefs/"


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def undo_of(client: Client, address: str = BRIEF) -> str:
    page = client.get(address)
    (message,) = page.context["messages"]
    return undo_address(message)


def test_empty_community_has_a_brief(as_role: Any) -> None:
    page = as_role("communicator").get(BRIEF)
    assert page.status_code == 200
    assert not page.context["brief"].is_complete
    assert "还没有跑过" in page.content.decode()


def test_a_wrong_filter_shows_no_figures(as_role: Any) -> None:
    page = as_role("lead").get(BRIEF, {"segment": "999"})
    assert page.status_code == 400
    assert "brief" not in page.context
    assert "999" in page.content.decode() or page.context["form"].errors


def test_subscribing_with_filters_and_back(
    as_role: Any,
    mail: Channel,
) -> None:
    planner = as_role("planner")
    planner.post("/briefs/subscribe/?city=%E4%B8%8A%E6%B5%B7&week=2026-05-01")
    row = BriefSubscription.objects.get()
    assert (row.user.username, row.query) == (
        "planner",
        "city=%E4%B8%8A%E6%B5%B7",
    )
    undo = undo_of(planner, f"{BRIEF}?{row.query}")
    assert planner.get(f"{BRIEF}?{row.query}").context["is_subscribed"]
    assert not planner.get(BRIEF).context["is_subscribed"]
    planner.post(undo)
    row.refresh_from_db()
    assert row.ended_at == NOW
    planner.post(undo_of(planner))
    row.refresh_from_db()
    assert row.ended_at is None


def test_nobody_ends_the_subscription_of_another(as_role: Any) -> None:
    as_role("planner").post("/briefs/subscribe/")
    row = BriefSubscription.objects.get()
    end = reverse("reports:unsubscribe", args=[row.pk])
    assert as_role("analyst").post(end).status_code == 404
    assert as_role("lead").post(end).status_code == 404
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_lead_sends_it_to_a_group(as_role: Any) -> None:
    group = Channel.objects.create(kind="feishu", name="群", created_at=NOW)
    address = "/briefs/subscribe-channel/"
    entered = {"channel": group.pk}
    assert as_role("planner").post(address, entered).status_code == 403
    lead = as_role("lead")
    lead.post(address, entered)
    row = BriefSubscription.objects.get()
    assert (row.channel, row.user) == (group, None)
    lead.post(undo_of(lead))
    row.refresh_from_db()
    assert row.ended_at is not None
    lead.post(address, {"channel": 10**9})
    assert BriefSubscription.objects.count() == 1


def test_a_second_subscription_keeps_the_first_from_coming_back(
    as_role: Any,
) -> None:
    lead = as_role("lead")
    lead.post("/briefs/subscribe/")
    undo = undo_of(lead)
    lead.post(undo)
    back = undo_of(lead)
    lead.post("/briefs/subscribe/")
    lead.post(back)
    assert BriefSubscription.objects.filter(ended_at=None).count() == 1


def test_each_target_names_its_unit() -> None:
    fields = TargetForm().fields
    with override("en"):
        hints = {name: str(field.help_text) for name, field in fields.items()}
    assert hints["first_answer"] == "At most so many hours."
    assert hints["negative"] == "At most so many per cent."
    assert hints["cooling"] == "At most so many a week."
    with_unit = {one.name for one in figures_with_target() if one.unit}
    assert not [name for name in with_unit if "a week" in hints[name]]


def test_targets_are_entered_and_taken_away(as_role: Any) -> None:
    analyst = as_role("analyst")
    page = analyst.post("/briefs/targets/", {"active": "900", "cooling": "x"})
    assert page.status_code == 422
    assert not FigureTarget.objects.exists()
    analyst.post("/briefs/targets/", {"active": "900", "first_answer": "4.5"})
    assert FigureTarget.objects.get(figure="active").target == 900
    analyst.post("/briefs/targets/", {"first_answer": "4.5"})
    assert FigureTarget.objects.get().figure == "first_answer"
    refused = as_role("communicator").post("/briefs/targets/", {"active": 1})
    assert refused.status_code == 403
