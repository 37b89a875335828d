"""The sidebar: five groups of pages that exist, whose counts are what waits for somebody."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from common.calendar import business_today
from common.security.access import ACCESS, COMMUNICATOR, LEAD, roles_of
from common.ui.remembered import RememberedValues
from kocops import waiting
from kocops.menu import (
    MENU,
    MENU_GROUPS,
    PARENT_ENTRIES,
    PHONE_TABS,
    entry_of,
)
from kocops.selectors.palette_acts import PALETTE_ACTIONS
from kocops.waiting import DESK, SOURCES, read_waiting
from teamwork.models import Handover
from teamwork.selectors.desk import DeskContext
from tests.architecture.test_access_walk import make_rows


def viewer_of(user: Any) -> DeskContext:
    now = timezone.now()
    return DeskContext(user, roles_of(user), now, business_today(now), 0)


@pytest.fixture
def members(accounts: dict[str, Any]) -> Any:
    """Three members with something of everything, all of it the lead's."""
    made = [
        make_rows(f"车友{number}", number=number, owner=accounts[LEAD])
        for number in range(3)
    ]
    for one in made:
        one.issue.alerted_at = timezone.now()
        one.issue.save()
        one.member.welcomes.all().delete()
    return made


def test_five_groups_of_pages_that_exist() -> None:
    assert [group.name for group in MENU_GROUPS] == [
        "today",
        "members",
        "reputation",
        "team",
        "data",
    ]
    for item in (*MENU, *PALETTE_ACTIONS):
        assert reverse(item.url_name)
        assert item.url_name in ACCESS
    keys = [item.key for item in MENU if item.key]
    assert len(set(keys)) == len(keys)
    assert {item.url_name for item in MENU} >= set(PHONE_TABS)


def test_every_page_belongs_under_the_entry_of_its_kind() -> None:
    entries = {item.url_name for item in MENU}
    assert all(entry_of(name) == name for name in entries)
    assert set(PARENT_ENTRIES.values()) <= entries
    assert {name for name in PARENT_ENTRIES if not name.endswith(":")} <= set(
        ACCESS
    )
    assert entry_of("teamwork:member_page") == "insights:member_list"
    assert entry_of("members:vehicle_edit") == "insights:member_list"
    assert entry_of("insights:segment_edit") == "insights:segment_list"
    assert entry_of("teamwork:merge_compare") == "teamwork:merge_list"
    assert entry_of("login") == ""


def test_counts_are_those_of_their_lists(
    members: Any,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role(LEAD)
    found = read_waiting(viewer_of(accounts[LEAD]))

    assert set(found) >= {source.url_name for source in SOURCES}
    for name, waits in found.items():
        response = client.get(waits.href)
        if name == DESK:
            listed = sum(
                int(section.total) for section in response.context["sections"]
            )
        else:
            listed = response.context["table"].page.paginator.count
        assert int(waits.shown) == listed, name
        assert (
            f'data-waiting-of="{waits.href.replace("&", "&amp;")}"'
            in response.content.decode()
        )


def test_only_an_alert_without_an_owner_is_urgent(
    members: Any,
    accounts: dict[str, Any],
) -> None:
    assert not read_waiting(viewer_of(accounts[LEAD]))[
        "alerts:issue_list"
    ].is_urgent

    issue = members[0].issue
    issue.owner = None
    issue.save()

    found = read_waiting(viewer_of(accounts[LEAD]))
    assert [name for name, waits in found.items() if waits.is_urgent] == [
        "alerts:issue_list",
    ]


def test_all_counts_are_read_at_once(
    members: Any,
    accounts: dict[str, Any],
) -> None:
    viewer = viewer_of(accounts[LEAD])
    with CaptureQueriesContext(connection) as queries:
        read_waiting(viewer)

    # Two of them ask for the first days of platforms, two for who is away.
    assert len(queries) == 5


@pytest.mark.django_db
def test_a_count_stops_at_99(accounts: dict[str, Any]) -> None:
    proposed = {
        "to_user": accounts[LEAD],
        "reason": "休假",
        "proposed_at": timezone.now(),
    }
    Handover.objects.bulk_create(Handover(**proposed) for _n in range(120))

    waits = read_waiting(viewer_of(accounts[LEAD]))["teamwork:handover_list"]
    assert (waits.shown, waits.is_exact) == ("99+", False)


@pytest.mark.django_db
def test_nothing_that_waits_is_no_count(accounts: dict[str, Any]) -> None:
    assert read_waiting(viewer_of(accounts[LEAD])) == {}


@pytest.mark.django_db
def test_a_page_one_may_not_see_is_no_entry(as_role: Any) -> None:
    webhooks = reverse("insights:webhook_list")

    assert f'href="{webhooks}"' in as_role(LEAD).get("/help/").content.decode()
    seen = as_role(COMMUNICATOR).get("/help/").content.decode()
    assert f'href="{webhooks}"' not in seen
    assert f'data-href="{reverse("members:member_create")}"' in seen
    assert f'data-href="{reverse("insights:segment_create")}"' not in seen


def test_counts_are_read_again_later_and_after_a_write(
    members: Any,
    as_role: Any,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MENU_COUNTS_SECONDS = 20
    asked: list[DeskContext] = []
    monkeypatch.setattr(waiting, "_known", RememberedValues())
    monkeypatch.setattr(
        waiting,
        "read_waiting",
        lambda viewer: asked.append(viewer) or {},
    )
    client, other = as_role(LEAD), as_role(COMMUNICATOR)

    for _n in range(3):
        client.get("/help/")
    assert len(asked) == 1
    other.get("/help/")
    assert len(asked) == 2

    client.post(reverse("preferences"), {"time_zone": "UTC"})
    client.get("/help/")
    other.get("/help/")
    assert len(asked) == 3

    settings.MENU_COUNTS_SECONDS = 0
    client.get("/help/")
    assert len(asked) == 4
