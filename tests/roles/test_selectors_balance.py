"""Gears by city, and of circles."""

import pytest
from django.urls import reverse

from community.models import Circle
from community.services.circles import join_circle
from kocops.nightly import run_nightly
from members.models import Member
from roles.models import RoleScore, RoleSpell
from roles.rules.strength import Role
from roles.selectors.balance import missing_gears
from tests.conftest import NOW
from tests.roles.community import TONIGHT, member

pytestmark = pytest.mark.django_db


def count_again() -> None:
    """Let another night count what a test has changed."""
    run_nightly(
        business_date=TONIGHT,
        clock=lambda: NOW,
        full=True,
    )


def test_gears_by_city_are_compared_with_the_best_month(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    Member.objects.filter(
        pk__in=[member("geek").pk, member("loud").pk],
    ).update(city="上海")
    count_again()
    tables = as_role("lead").get(reverse("roles:gear_map")).context["tables"]
    (row,) = tables[0]["rows"]
    assert (row["name"], row["count"], row["gears"][0].holders) == (
        "上海",
        2,
        1,
    )


def test_list_and_map_of_gears_go_by_one_rule(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    people = [
        member(name).pk
        for name in ("geek", "loud", *(f"asker{n}" for n in range(12)))
    ]
    Member.objects.filter(pk__in=people).update(city="上海")
    join_circle(
        circle=Circle.objects.create(name="上海车友会", kind="chapter"),
        since=dict.fromkeys(people, TONIGHT),
    )
    small = Circle.objects.create(name="小群", kind="group")
    join_circle(circle=small, since={member("loud").pk: TONIGHT})
    count_again()
    generation = RoleScore.objects.order_by("-generation").first().generation
    held = {"role": Role.SOCIAL, "started_on": TONIGHT.replace(day=1)}
    for pk in people[:6]:
        RoleSpell.objects.create(member_id=pk, **held)
    client = as_role("lead")
    rows = client.get(reverse("roles:gear_map")).context["tables"][0]["rows"]
    on_map = [
        role
        for role, gear in zip(Role, rows[0]["gears"], strict=True)
        if gear.is_missing
    ]
    listed = (
        client.get(reverse("roles:gear_list"))
        .context["table"]
        .page.object_list
    )
    in_list = {row.record.name: missing_gears(row.record) for row in listed}
    assert on_map == in_list["上海车友会"] == [Role.SOCIAL, Role.AESTHETIC]
    assert in_list["小群"] == [], "too small to expect one"
    Circle.objects.create(name="大群", kind="group")
    cells = {
        row.record.name: str(row.get_cell("missing"))
        for row in client.get(reverse("roles:gear_list"))
        .context["table"]
        .page.object_list
    }
    assert next(iter(cells)) == "上海车友会", "who lacks a role comes first"
    assert "人数还少，应有不到1位" in cells["小群"]
    by_name = {row.record.name: row for row in listed}
    assert by_name["上海车友会"].record.social_expected == pytest.approx(
        rows[0]["gears"][Role.SOCIAL].expected,
    )
    filtered = (
        client.get(f"{reverse('roles:gear_list')}?missing=social")
        .context["table"]
        .page.object_list
    )
    assert [row.record.name for row in filtered] == ["上海车友会"]
    assert (
        RoleScore.objects.of_generation(generation)
        .filter(holds_social=True)
        .count()
        == 0
    )
