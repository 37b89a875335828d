"""Circles: membership as spans, counts of the present, pages by declaration."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from community.models import Circle, CircleMembership
from community.services.circles import join_circle, leave_circle
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)


@pytest.fixture
def circle() -> Circle:
    return Circle.objects.create(
        name="上海车友会",
        kind="chapter",
        city="上海",
    )


def test_joining_twice_counts_once_and_rejoining_is_new(
    circle: Circle,
) -> None:
    member = MemberFactory()
    assert join_circle(circle=circle, since={member.pk: DAY}) == 1
    assert join_circle(circle=circle, since={member.pk: DAY}) == 0
    assert (
        leave_circle(
            circle=circle,
            member_ids=[member.pk],
            on=date(2026, 5, 9),
        )
        == 1
    )
    assert Circle.objects.with_member_count().get().member_count == 0
    join_circle(circle=circle, since={member.pk: date(2026, 5, 12)})
    assert circle.memberships.count() == 2
    assert Circle.objects.with_member_count().get().member_count == 1


def test_the_database_holds_one_open_span_per_member(circle: Circle) -> None:
    member = MemberFactory()
    join_circle(circle=circle, since={member.pk: DAY})
    with pytest.raises(IntegrityError), transaction.atomic():
        CircleMembership.objects.create(
            circle=circle,
            member=member,
            started_on=DAY,
        )


def test_a_circle_is_made_edited_listed_and_exported(
    as_role: Any,
    circle: Circle,
) -> None:
    lead = as_role("lead")
    form = {
        "name": "星澜 S5 俱乐部",
        "kind": "club",
        "city": "",
        "model_series": "星澜 S5",
    }
    assert lead.post("/circles/new/", form).status_code == 302
    made = Circle.objects.get(kind="club")
    assert (
        lead.post(
            f"/circles/{made.pk}/edit/",
            {**form, "city": "杭州"},
        ).status_code
        == 302
    )
    assert "杭州" in lead.get(f"/circles/{made.pk}/").content.decode()
    assert (
        lead.post("/circles/new/", {**form, "kind": "nothing"}).status_code
        == 422
    )
    text = b"".join(
        lead.get("/circles/?kind=club&export=csv").streaming_content,
    ).decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "星澜 S5 俱乐部" in text
    assert "上海车友会" not in text
