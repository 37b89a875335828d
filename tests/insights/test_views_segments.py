"""An archived segment is put back with its members."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from insights.models import Segment
from insights.services.segment_lists import enlist_members
from insights.services.segments import save_segment
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["planner"])
    return client


def archived_and_restored(client: Client, segment: Segment) -> Segment:
    archive = reverse("insights:segment_archive", args=[segment.pk])
    page = client.post(archive, follow=True)
    segment.refresh_from_db()
    assert segment.archived_at is not None
    assert not segment.spells.open().exists()
    shown = [one.extra_tags for one in page.context["messages"]]
    undo = str(shown[0]).removeprefix("undo:")
    client.post(undo)
    segment.refresh_from_db()
    assert segment.archived_at is None
    again = client.post(undo, follow=True)
    levels = [one.level_tag for one in again.context["messages"]]
    assert levels[-1] == "error"
    return segment


def test_a_list_has_its_members_again(planner: Client) -> None:
    member = MemberFactory()
    enlist_members(
        name="名单",
        member_ids=[member.pk],
        now=timezone.now(),
        user=None,
    )
    segment = archived_and_restored(planner, Segment.objects.get())
    inside = segment.spells.open().values_list("member_id", flat=True)
    assert list(inside) == [member.pk]
    assert segment.member_count == 1


def test_a_condition_without_a_value_is_named(planner: Client) -> None:
    for rule in (
        '{"all": [{"field": "city", "is": []}]}',
        '{"any": [{"not": {"field": "city"}}]}',
    ):
        preview = reverse("insights:segment_preview")
        page = planner.post(preview, {"rule": rule})
        assert page.context["error"] == "“城市”还没有填"


def test_a_rule_is_counted_anew(planner: Client) -> None:
    MemberFactory(city="上海")
    segment = save_segment(
        segment=None,
        name="s",
        note="",
        rule={"field": "city", "is": ["上海"]},
        now=timezone.now(),
        user=None,
    )
    assert archived_and_restored(planner, segment).member_count == 1
