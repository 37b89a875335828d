"""After the demo as run.sh makes it, nothing that is raised is without an owner,
and overview and desk of each of the five roles show theirs and what is new.
"""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from alerts.models import Issue
from alerts.selectors.raised import raised_issues, raised_lately
from common.security.access import LEADS, ROLE_LABELS
from teamwork.selectors.desk import read_desk
from teamwork.selectors.desk_items import DeskContext
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ROW = re.compile(
    r"<li data-desk-item>\s*<div class=\"what\">\s*<a href=\"([^\"]+)\"",
)


@pytest.fixture
def demo(db: None, time_machine: Any) -> None:
    """The demo community with its team, by the commands of run.sh in their
    order.
    """
    time_machine.move_to(NOW, tick=False)
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    call_command("sync_groups", verbosity=0)
    call_command(
        "seed_demo",
        *("--members", "400", "--weeks", "30", "--until", yesterday),
        verbosity=0,
    )
    call_command("process_posts", verbosity=0)
    call_command("run_nightly", verbosity=0)
    call_command("demo_accounts", verbosity=0)


def raised() -> list[Issue]:
    return list(raised_issues().order_by("pk"))


def test_what_the_demo_raises_has_owners_and_is_shown_to_all_five(
    demo: None,
) -> None:
    issues = raised()
    assert issues
    assert [issue for issue in issues if issue.owner is None] == []
    lately = list(raised_lately(NOW.date()))
    assert 0 < len(lately) < len(issues)
    for role in ROLE_LABELS:
        user = get_user_model().objects.get(username=role)
        sections = sections_of(user)
        assert "unowned" not in sections
        on_desk = {*sections.get("alert", ()), *sections.get("raised", ())}
        mine = [issue for issue in issues if issue.owner == user]
        shown = {issue.pk: issue for issue in [*mine, *lately]}
        assert on_desk == addresses_of(shown.values()), role
        assert set(sections.get("alert", ())) == addresses_of(mine)
        check_pages(user, issues, on_desk)


def addresses_of(issues: Iterable[Issue]) -> set[str]:
    return {issue.get_absolute_url() for issue in issues}


def sections_of(user: Any) -> dict[str, list[str]]:
    """Return the addresses on a desk by section."""
    roles = frozenset(user.groups.values_list("name", flat=True))
    viewer = DeskContext(user, roles, NOW, NOW.date(), 0)
    return {
        section.kind: [item.href for item in section.items]
        for section in read_desk(viewer)
    }


def check_pages(user: Any, issues: list[Issue], on_desk: set[str]) -> None:
    """The pages show what the selectors have found, and count as many."""
    client = Client()
    client.force_login(user)
    desk = client.get(reverse("teamwork:desk")).content.decode()
    addresses = ROW.findall(desk)
    for address in on_desk:
        assert addresses.count(address) == 1, address
    overview = client.get(reverse("insights:overview"))
    addresses = addresses_of(issues)
    (row,) = [
        one for one in overview.context["urgent"] if one.href in addresses
    ]
    assert row.number == len(issues)
    assert not row.is_urgent, "nothing is without an owner"
    assert row.href in overview.content.decode()
    listed = client.get(row.rows_href)
    total = listed.context["table"].page.paginator.count
    assert total == len(issues)


def test_only_leads_own_what_no_rule_gives_away(demo: None) -> None:
    owners = {issue.owner.get_username() for issue in raised() if issue.owner}
    assert owners <= LEADS
