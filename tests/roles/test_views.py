"""Pages of roles, gears and newcomers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from community.models import Circle
from community.services.circles import join_circle
from members.models import Member
from roles.models import RoleScore
from roles.rules.journey import JourneyStep
from roles.selectors.hosts import read_hosts
from roles.selectors.journey import read_journeys
from tests.conftest import NOW
from tests.roles.community import TONIGHT, member

pytestmark = pytest.mark.django_db


def test_gears_newcomers_and_the_api(
    tonight,
    as_role,
    client,
    token,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    circle = Circle.objects.create(name="上海车友会", kind=Circle.Kind.CHAPTER)
    join_circle(
        circle=circle,
        since={member("geek").pk: TONIGHT, member("loud").pk: TONIGHT},
    )
    (row,) = (
        as_role("lead")
        .get(reverse("roles:gear_list"))
        .context["table"]
        .page.object_list
    )
    assert (
        row.record.member_count,
        row.record.geek_count,
        row.record.social_count,
    ) == (2, 1, 0)
    Member.objects.filter(pk=member("asker0").pk).update(
        joined_on=TONIGHT,
        joined_from=Member.JoinedFrom.STAFF,
    )
    listed = (
        as_role("lead")
        .get(reverse("roles:newcomer_list"))
        .context["table"]
        .page.object_list
    )
    assert [one.record for one in listed] == [member("asker0")]
    assert listed[0].record.welcomed_at is not None
    rows = client.get(
        "/api/v1/roles/?role=geek",
        headers=token("roles:read"),
    ).json()["results"]
    assert [(row["nickname"], row["primary"]) for row in rows] == [
        (member("geek").nickname, 0),
    ]


def test_a_newcomer_gets_a_host_with_the_reason(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(
        pk__in=[member("loud").pk, member("spam").pk],
    ).update(
        city="上海",
        joined_on=TONIGHT,
        joined_from=Member.JoinedFrom.STAFF,
    )
    RoleScore.objects.filter(member=member("loud")).delete()
    host, generation = member("eye"), RoleScore.objects.first().generation
    RoleScore.objects.filter(member=host).update(holds_social=True, social=70)
    Member.objects.filter(pk=host.pk).update(city="上海", nickname="蜂王阿花")
    page = as_role("lead").get(reverse("roles:newcomer_list")).content.decode()
    assert "蜂王阿花" in page and "上海 · 近期没有接待过新人" in page
    assert read_hosts(generation=generation, now=NOW).hosts[0].load == 0
    Member.objects.filter(pk=member("asker3").pk).update(
        joined_on=TONIGHT - timedelta(days=60),
        joined_from=Member.JoinedFrom.STAFF,
    )
    found = read_journeys(
        since=TONIGHT - timedelta(days=90),
        through=TONIGHT,
    )
    journeys = {one.member: one for one in found}
    journey = journeys[member("asker3").pk]
    assert (journey.welcomed_by, journey.answered_by) == (
        member("loud").pk,
        member("geek").pk,
    )
    assert {
        JourneyStep.WROTE,
        JourneyStep.WELCOMED,
        JourneyStep.ASKED,
        JourneyStep.HELPED,
    } == set(
        journey.reached,
    )
    assert journeys[member("loud").pk].attracted_by == member("asker11").pk
