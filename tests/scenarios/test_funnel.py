"""The AISAS funnel over the demo community: its numbers are those of its lists,
a late event repairs a stage, and other stages are computed at once.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import ActivityEvent, EventSource
from activity.rules.kinds import KIND_BY_NAME
from kocops.nightly import run_nightly
from members.models import Member, VehicleOwnership
from reports.models import FunnelRun, MemberStages
from reports.rules.stages import SHIPPED, Stage, Way
from reports.selectors import stage_contents
from reports.selectors.funnel_page import stage_lines
from reports.selectors.funnels import read_funnel
from reports.services.funnel_policies import save_stages
from reports.services.funnels import refresh_funnel
from tests.communities import LAST
from tests.conftest import NOW
from tests.scenarios.test_rows_behind_charts import rows_at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def funnel(demo: dict[str, Any]) -> None:
    assert refresh_funnel(now=NOW)


def run_next_night() -> None:
    day = timedelta(days=1)
    run_nightly(business_date=LAST + day, clock=lambda: NOW + day)


def test_each_number_counts_the_rows_behind_it(demo: dict[str, Any]) -> None:
    client = Client()
    client.force_login(demo["lead"])
    total = 0
    for way in Way:
        funnel = read_funnel(way)
        assert funnel is not None
        for cohort in funnel.cohorts[::3]:
            for line in stage_lines(way, cohort):
                assert rows_at(client, line.href) == line.members
                total += line.members
    assert total > 50
    page = client.get("/funnel/?way=owners")
    assert page.status_code == 200
    series = page.context["chart"]["series"]
    assert series[0]["name"] == "注意"


def test_it_is_computed_once_a_night(demo: dict[str, Any]) -> None:
    assert not refresh_funnel(now=NOW)
    run_next_night()
    assert refresh_funnel(now=NOW)
    assert FunnelRun.objects.count() == 1


def test_everybody_who_acted_has_stages(demo: dict[str, Any]) -> None:
    acted = ActivityEvent.objects.exclude(
        kind=KIND_BY_NAME["background_refresh"].number
    ).filter(member__in=Member.objects.real_people(), occurred_at__lt=NOW)
    members = set(acted.values_list("member_id", flat=True))
    known = set(MemberStages.objects.values_list("member_id", flat=True))
    assert members >= known
    assert len(known) > 0.9 * len(members)


def test_a_late_event_repairs_the_stage(demo: dict[str, Any]) -> None:
    row = MemberStages.objects.filter(search_days__gt=5).first()
    assert row is not None
    first = ActivityEvent.objects.filter(member=row.member_id)
    earliest = first.earliest("occurred_at").occurred_at
    ActivityEvent.objects.create(
        source=EventSource.objects.earliest("pk"),
        external_id="late",
        member_id=row.member_id,
        kind=KIND_BY_NAME["search"].number,
        occurred_at=earliest + timedelta(days=1),
    )
    run_next_night()
    assert refresh_funnel(now=NOW)
    row.refresh_from_db()
    assert row.search_days == 1


def test_cars_decide_the_way(demo: dict[str, Any]) -> None:
    row = MemberStages.objects.filter(came_as_owner=True).first()
    assert row is not None
    VehicleOwnership.objects.filter(member=row.member_id).update(
        started_on=row.attention_on + timedelta(days=20)
    )
    FunnelRun.objects.all().delete()
    refresh_funnel(now=NOW)
    row.refresh_from_db()
    assert (row.came_as_owner, row.action_days) == (False, 20)
    VehicleOwnership.objects.filter(member=row.member_id).update(
        started_on=None
    )
    FunnelRun.objects.all().delete()
    refresh_funnel(now=NOW)
    row.refresh_from_db()
    assert (row.came_as_owner, row.action_days) == (True, -1)


def test_other_stages_are_computed_at_once(demo: dict[str, Any]) -> None:
    client = Client()
    client.force_login(demo["planner"])
    client.get("/funnel/policy/")
    entered = {"note": "点赞算分享", "like": "share", "search": "search"}
    preview = client.post("/funnel/policy/", entered)
    assert "点赞" in preview.content.decode()
    entered["confirmed"] = preview.context["entered"]
    client.post("/funnel/policy/", entered)
    assert client.get("/funnel/").context["is_behind"]
    assert refresh_funnel(now=timezone.now())
    assert FunnelRun.objects.get().policy_version == 2
    assert not client.get("/funnel/").context["is_behind"]
    assert not MemberStages.objects.filter(interest_days__gte=0).exists()


def test_what_came_before_is_of_others(
    demo: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares = FunnelRun.objects.get().contents[Way.OWNERS][Stage.SHARE]
    assert shares["members"] > 0
    assert all(members >= 3 for _post, members in shares["posts"])
    monkeypatch.setattr(stage_contents, "LEAST_MEMBERS", 1)
    FunnelRun.objects.all().delete()
    refresh_funnel(now=NOW)
    shares = FunnelRun.objects.get().contents[Way.OWNERS][Stage.SHARE]
    assert shares["posts"]
    answer = Client()
    answer.force_login(demo["lead"])
    body = answer.get("/api/v1/funnel/").json()
    assert set(body) >= {"buyers", "owners", "business_date"}
    assert save_stages(
        kinds=dict(SHIPPED), note="x", now=NOW, user=demo["lead"]
    )
