"""The pages of notifications, as a reader uses them."""

from typing import Any

import pytest
from django.urls import reverse

from alerts.models import Issue
from integrations.models import Channel
from notifications.models import (
    ChannelSubscription,
    EscalationPolicy,
    FollowUp,
    KindPreference,
    Notification,
    Preference,
)
from notifications.rules.kinds import KINDS
from tests.notifications.events import notify

pytestmark = pytest.mark.django_db


def test_from_the_link_in_a_message_to_the_confirmation(
    issue: Issue,
    team: dict[str, Any],
    as_role: Any,
    client: Any,
) -> None:
    event = notify("alert.raised", issue, severity="critical")
    link = reverse("notifications:event_detail", args=[event.pk])
    asked = client.get(link)
    assert asked.status_code == 302
    assert asked.url.startswith(reverse("login"))
    reader = as_role("communicator")
    own = event.notifications.get()
    page = reader.get(link, follow=True)
    assert page.redirect_chain == [(own.get_absolute_url(), 302)]
    text = page.content.decode()
    confirm = reverse("notifications:event_confirm", args=[event.pk])
    assert confirm in text
    assert issue.get_absolute_url() in text
    own.refresh_from_db()
    assert own.read_at is not None
    answer = reader.post(confirm, follow=True)
    assert confirm not in answer.content.decode()
    assert FollowUp.objects.get().confirmed_by == team["communicator"]


def test_who_was_not_notified_sees_the_event_and_leads_its_messages(
    issue: Issue,
    as_role: Any,
    robot: Channel,
) -> None:
    ChannelSubscription.objects.create(channel=robot, kind="alert.raised")
    event = notify("alert.raised", issue)
    link = reverse("notifications:event_detail", args=[event.pk])
    other = as_role("planner").get(link).content.decode()
    assert "communicator" in other
    assert robot.name not in other
    assert robot.name in as_role("lead").get(link).content.decode()


def test_nobody_reads_the_notifications_of_another(
    issue: Issue,
    as_role: Any,
) -> None:
    own = notify("alert.raised", issue).notifications.get()
    assert as_role("lead").get(own.get_absolute_url()).status_code == 404
    listed = reverse("notifications:notification_list")
    rows = as_role("lead").get(listed).context["table"].page.object_list
    assert not list(rows)


def test_unread_ones_come_first_are_counted_and_marked(
    issue: Issue,
    as_role: Any,
) -> None:
    for number in range(3):
        notify("alert.raised", issue, key=f"n{number}")
    reader = as_role("communicator")
    newest = Notification.objects.latest("pk")
    reader.get(newest.get_absolute_url())
    address = reverse("notifications:notification_list")
    page = reader.get(address)
    shown = [row.record.pk for row in page.context["table"].page.object_list]
    assert shown[-1] == newest.pk
    waiting = page.context["menu_counts"]["notifications:notification_list"]
    assert waiting.shown == "2"
    assert len(reader.get(waiting.href).context["table"].rows) == 2
    reader.post(reverse("notifications:read_all"))
    assert not Notification.objects.unread().exists()


def test_preferences_are_stored_as_chosen(
    team: dict[str, Any],
    as_role: Any,
) -> None:
    address = reverse("notifications:preferences")
    reader = as_role("communicator")
    form = reader.get(address).context["form"]
    data = {name: form[name].initial for name in form.fields}
    data["quiet_from"], data["quiet_until"] = "23:00", "07:00"
    data["kind-role-lost"] = "off"
    del data["by_email"]
    assert reader.post(address, data).status_code == 302
    row = Preference.objects.get(user=team["communicator"])
    assert (row.by_email, row.quiet_from.hour) == (False, 23)
    paces = dict(KindPreference.objects.values_list("kind", "pace"))
    assert paces["role.lost"] == "off"
    assert paces["alert.raised"] == "at_once"
    bad = reader.post(address, {**data, "digest_hour": "24"})
    assert bad.status_code == 422


def test_a_preset_fills_in_and_stores_nothing_yet(
    team: dict[str, Any],
    as_role: Any,
) -> None:
    address = reverse("notifications:preferences")
    reader = as_role("communicator")
    form = reader.get(address).context["form"]
    data = {name: form[name].initial for name in form.fields}
    data["kind-feed-silent"] = "off"
    page = reader.post(address, {**data, "preset": "koc:off"})
    filled = page.context["form"]
    assert filled["kind-role-gained"].value() == "off"
    assert filled["kind-feed-silent"].value() == "off"
    assert filled["kind-alert-raised"].value() == "at_once"
    assert not KindPreference.objects.exists()
    page = reader.post(address, {**data, "preset": "all:shipped"})
    assert page.context["form"]["kind-feed-silent"].value() == "at_once"
    text = page.content.decode()
    assert text.index("<button") < text.index('name="preset"')
    reader.post(address, {**data, "preset": "nonsense:later"})
    assert not KindPreference.objects.exists()


def test_a_lead_chooses_what_a_channel_receives(
    robot: Channel,
    as_role: Any,
) -> None:
    address = reverse("notifications:subscriptions", args=[robot.pk])
    lead = as_role("lead")
    for chosen in ("critical", "normal", ""):
        lead.post(address, {"kind-alert-raised": chosen, "mentions_all": "on"})
        rows = ChannelSubscription.objects.values_list("kind", "minimum")
        assert list(rows) == ([("alert.raised", chosen)] if chosen else [])
    assert as_role("analyst").get(address).status_code == 403
    team = reverse("notifications:team")
    lead.post(team, {"critical_hours": "1", "normal_hours": "9"})
    assert EscalationPolicy.objects.get().normal_hours == 9


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_catalogue_has_every_kind(as_role: Any, language: str) -> None:
    page = as_role("planner").get(
        reverse("notifications:catalogue"),
        headers={"accept-language": language},
    )
    text = page.content.decode()
    for name in KINDS:
        assert f'id="{name}"' in text
