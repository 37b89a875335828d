"""Days are those of the business zone, not of the zone that a reader has chosen."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from common.calendar import business_date, business_today
from community.models import Post
from insights.models import Segment, SegmentSpell
from insights.selectors.segment_page import read_segment
from teamwork.models import Interaction
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

# Wednesday, half past one at night in Shanghai; still Tuesday in UTC and in Berlin.
NIGHT = datetime(2026, 5, 19, 17, 30, tzinfo=UTC)


@pytest.fixture
def in_utc(as_role, time_machine) -> Any:
    """Return a client whose reader has chosen UTC, at night in Shanghai."""
    time_machine.move_to(NIGHT, tick=False)

    def client(role: str) -> Any:
        made = as_role(role)
        made.cookies["kocops_time_zone"] = "UTC"
        return made

    return client


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Asia/Shanghai", 20),
        ("Europe/Berlin", 19),
        ("UTC", 19),
        ("Pacific/Kiritimati", 20),
    ],
)
def test_today_is_a_day_of_the_business_zone(settings, zone, day) -> None:
    settings.BUSINESS_TIME_ZONE = zone
    with timezone.override("America/New_York"):
        assert (
            business_today(NIGHT) == business_date(NIGHT) == date(2026, 5, day)
        )


def log(client: Any, member: Any, due_on: str) -> Any:
    said = {
        "key": uuid4(),
        "channel": "wechat",
        "mood": 0,
        "summary": "回访",
        "promise": "回电",
        "due_on": due_on,
    }
    return client.post(
        reverse("teamwork:interaction_create", args=[member.pk]),
        said,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due_on", "status"),
    [("2020-01-01", 422), ("2026-05-19", 422), ("2026-05-20", 302)],
)
def test_a_promise_of_a_day_that_is_past_is_refused(
    in_utc,
    due_on,
    status,
) -> None:
    answer = log(in_utc("communicator"), MemberFactory(), due_on)

    assert answer.status_code == status
    assert Interaction.objects.count() == (status == 302)
    if status == 422:
        assert answer.context["form"].errors.keys() == {"due_on"}


@pytest.mark.django_db
def test_the_api_refuses_a_promise_that_is_past_by_field(
    client,
    token,
    time_machine,
) -> None:
    time_machine.move_to(NIGHT, tick=False)
    row = {
        "key": str(uuid4()),
        "member": MemberFactory().pk,
        "summary": "回访",
        "promise": "回电",
        "due_on": "2020-01-01",
    }
    headers = token("interactions:write")
    answer = client.post(
        "/api/v1/interactions/",
        row,
        content_type="application/json",
        headers=headers,
    )

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["due_on"]


@pytest.mark.django_db
def test_desk_and_member_page_agree_on_what_is_overdue(
    in_utc,
    accounts,
) -> None:
    member = MemberFactory(primary_contact=accounts["communicator"])
    for day in (19, 20):
        Interaction.objects.create(
            key=uuid4(),
            member=member,
            staff=accounts["communicator"],
            promise_owner=accounts["communicator"],
            channel="wechat",
            mood=0,
            summary="回访",
            promise=f"回电{day}",
            due_on=date(2026, 5, day),
            created_at=NIGHT,
            happened_at=NIGHT,
        )
    client = in_utc("communicator")
    kept = next(
        section
        for section in client.get(reverse("teamwork:desk")).context["sections"]
        if section.items
    )
    page = client.get(member.get_absolute_url())

    assert {item.title: item.is_late for item in kept.items} == {
        "回电19": True,
        "回电20": False,
    }
    assert page.context["talk"]["today"] == date(2026, 5, 20)
    assert page.content.decode().count(">已逾期<") == 1


@pytest.mark.django_db
def test_works_to_nominate_are_dated_in_business_days(in_utc) -> None:
    member = MemberFactory()
    post = {
        "external_id": "p",
        "author": member,
        "posted_at": NIGHT,
        "text": "湖边的晚霞",
    }
    Post.objects.create(source=EventSourceFactory(), **post)
    page = (
        in_utc("communicator")
        .get(reverse("teamwork:nomination_create", args=[member.pk]))
        .content.decode()
    )

    assert "2026-05-20" in page
    assert ">2026-05-19" not in page


@pytest.mark.django_db
def test_a_segment_counts_comings_by_business_day(now) -> None:
    segment = Segment.objects.create(name="s", kind="list", created_at=now)
    SegmentSpell.objects.create(
        segment=segment,
        member=MemberFactory(),
        started_at=NIGHT,
        version=0,
    )
    with timezone.override("UTC"):
        assert read_segment(segment, now=now)["charts"]["flow"]["x"] == [
            "2026-05-20",
        ]
