"""The page of a member: one time line by cursor, panels, and the figures that
lists, API and segments have too.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from common.calendar import business_date
from common.ui.timeline import PAGE_ENTRIES
from community.models import Circle
from community.services.circles import join_circle
from insights.rules.segments import AsOf
from insights.selectors.segment_rules import checked_rule, matching
from lifecycle.models import DormancyState
from members.models import Member, VehicleOwnership
from roles.models import RoleScore
from teamwork.models import Interaction
from teamwork.selectors.member_timeline import SOURCES
from teamwork.views.members import PANELS
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.roles.community import member as made
from tests.roles.conftest import tonight

__all__ = ["tonight"]
pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'<time datetime="([^"]+)"')
MORE = re.compile(r'hx-get="([^"]+/timeline/[^"]+)"')


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def say(member: Member, days_ago: float, text: str = "聊了聊") -> Interaction:
    made: Interaction = Interaction.objects.create(
        key=uuid4(),
        member=member,
        happened_at=NOW - timedelta(days=days_ago),
        summary=text,
        created_at=NOW,
    )
    return made


def pages_of(client: Any, member: Member, kind: str = "") -> list[str]:
    """Return the page of a member and all further pages of its time line."""
    address = f"{member.get_absolute_url()}?kind={kind}"
    pages = [client.get(address).content.decode()]
    while found := MORE.search(pages[-1]):
        further = found.group(1).replace("&amp;", "&")
        pages.append(client.get(further).content.decode())
    return pages


def entries_of(page: str) -> list[str]:
    start = page.index('<ol class="line">') if "<main" in page else 0
    return ENTRY.findall(page[start:])


def test_the_time_line_mixes_all_sources_and_loses_nothing(
    as_role: Any,
) -> None:
    member = MemberFactory(joined_on=NOW.date() - timedelta(days=400))
    for number in range(2 * PAGE_ENTRIES + 7):
        say(member, number / 3, f"第{number}次")
    # Many at one moment, and days that begin at it.
    for number in range(PAGE_ENTRIES):
        say(member, 500, f"同时{number}")
    circle = Circle.objects.create(name="上海车友会", kind="chapter")
    join_circle(circle=circle, since={member.pk: NOW.date()})
    VehicleOwnership.objects.create(
        member=member,
        model_series="E5",
        started_on=business_date(NOW - timedelta(days=500)),
    )
    client = as_role("lead")
    pages = pages_of(client, member)
    seen = [entry for page in pages for entry in entries_of(page)]
    assert len(seen) == 3 * PAGE_ENTRIES + 7 + 3
    assert [len(entries_of(page)) for page in pages[:-1]] == [PAGE_ENTRIES] * (
        len(pages) - 1
    )
    for number in range(2 * PAGE_ENTRIES + 7):
        assert sum(f"第{number}次" in page for page in pages) == 1
    for number in range(PAGE_ENTRIES):
        text = f"同时{number}<"
        assert sum(page.count(text) for page in pages) == 1, text
    chips = client.get(member.get_absolute_url()).context["timeline"].chips
    assert {chip.kind: chip.count for chip in chips} == {
        "": len(seen),
        "talks": 3 * PAGE_ENTRIES + 7,
        "life": 3,
    }
    only = [
        one
        for page in pages_of(client, member, "life")
        for one in entries_of(page)
    ]
    assert len(only) == 3


def test_a_source_has_a_name_of_its_own() -> None:
    names = [source.name for source in SOURCES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "~~",
        "2026-05-20~interactions~1",
        "2026-05-20T00:00:00+00:00~nowhere~1",
        "2026-05-20T00:00:00+00:00~interactions~x",
        f"2026-05-20T00:00:00+00:00~interactions~{'9' * 30}",
        "0001-01-01T00:00:00+14:00~interactions~1",
        "9999-12-31T23:59:59-12:00~interactions~1",
    ],
)
def test_a_cursor_that_is_none_is_refused(as_role: Any, after: str) -> None:
    member = MemberFactory()
    say(member, 1)
    page = as_role("lead").get(
        reverse("teamwork:member_timeline", args=[member.pk]),
        {"after": after},
    )
    is_moment = after.startswith("2026-05-20~")
    assert page.status_code == (200 if is_moment else 400)


def test_panels_are_loaded_when_they_are_opened(as_role: Any) -> None:
    member = MemberFactory()
    client = as_role("lead")
    page = client.get(member.get_absolute_url()).content.decode()
    for name in PANELS:
        kwargs = {"pk": member.pk, "name": name}
        address = reverse("teamwork:member_panel", kwargs=kwargs)
        assert f'hx-get="{address}"' in page
        assert client.get(address).status_code == 200
        part = client.get(address, headers={"HX-Request": "true"})
        assert "<main" not in part.content.decode()
    kwargs = {"pk": member.pk, "name": "nowhere"}
    address = reverse("teamwork:member_panel", kwargs=kwargs)
    assert client.get(address).status_code == 404


def test_the_page_has_one_next_act_with_its_reason(
    as_role: Any,
    accounts: Any,
) -> None:
    member = MemberFactory(primary_contact=accounts["communicator"])
    promise = say(member, 40)
    promise.promise, promise.due_on = "问产品", NOW.date() - timedelta(days=3)
    promise.save()
    client = as_role("communicator")
    page = client.get(member.get_absolute_url()).content.decode()
    assert "先兑现过期3天的承诺：问产品" in page
    assert page.count("data-main-act") == 1
    assert page.count("btn-primary") == 1
    Interaction.objects.update(kept_at=NOW)
    page = client.get(member.get_absolute_url()).content.decode()
    assert "这里没有要处理的事" in page
    assert page.count("btn-primary") == 1


def figures(page: str) -> dict[str, str]:
    """Return the figures that a page marks, by name."""
    found = re.findall(
        r'data-figure="([^"]+)"[^>]*>\s*([^<]*?)\s*<',
        page[page.index("<main") :],
    )
    return dict(found)


def test_its_figures_are_those_of_list_api_and_segment(
    tonight: None,
    as_role: Any,
    client: Any,
    token: Any,
) -> None:
    for name in ("geek", "eye", "asker3"):
        member = made(name)
        page = as_role("lead").get(member.get_absolute_url())
        shown = figures(page.content.decode())
        listed = _row_of_the_list(as_role("lead"), member)
        score = RoleScore.objects.filter(member=member).first()
        headers = token("roles:read", "members:read", "activity:read")
        for role in ("geek", "social", "aesthetic"):
            strength = getattr(score, role) if score else 0
            if not strength:
                continue
            assert shown[f"role_{role}"] == f"{strength:.0f}"
            assert listed[f"role_{role}"] == f"{strength:.0f}"
        found = client.get(
            f"/api/v1/roles/?member_id={member.pk}", headers=headers
        ).json()["results"]
        if score:
            assert [round(row["geek"], 6) for row in found] == [
                round(score.geek, 6),
            ]
        summary = member.summaries.latest("generation")
        assert shown["active_days_28"] == str(summary.active_days_28)
        assert listed["active_days_28"] == str(summary.active_days_28)
        state = DormancyState.objects.filter(member=member).latest(
            "generation",
        )
        assert shown["dormancy_state"] == str(state.get_state_display())
        assert listed["dormancy_state"] == shown["dormancy_state"]
        days = int(shown["active_days_28"])
        rule = checked_rule(
            {
                "all": [
                    {
                        "field": "active_days_28",
                        "at_least": days,
                        "at_most": days,
                    },
                    {"field": "state", "is": [state_name(state)]},
                ],
            },
        )
        at = AsOf(state.generation, NOW)
        inside = Member.objects.filter(matching(rule, at))
        assert inside.filter(pk=member.pk).exists()


def state_name(state: DormancyState) -> str:
    return DormancyState.State(state.state).name.lower()


def _row_of_the_list(client: Any, member: Member) -> dict[str, str]:
    columns = (
        "nickname,dormancy_state,active_days_28,"
        "role_geek,role_social,role_aesthetic"
    )
    address = reverse("insights:member_list")
    page = client.get(f"{address}?q={member.nickname}&columns={columns}")
    (row,) = [
        row
        for row in page.context["table"].page.object_list
        if row.record.pk == member.pk
    ]
    cells = {}
    for name in columns.split(","):
        cells[name] = re.sub("<[^>]*>", "", str(row.get_cell(name))).strip()
    return cells


def test_the_number_of_queries_is_small_and_fixed(
    tonight: None,
    as_role: Any,
    django_assert_max_num_queries: Any,
) -> None:
    client = as_role("lead")
    address = made("geek").get_absolute_url()
    client.get(address)
    with django_assert_max_num_queries(45):
        client.get(address)
