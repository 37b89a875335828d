"""Scripts on the desks of those who approve them and of their owners."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from common.security.access import roles_of
from knowledge.services.approval import submit_version
from teamwork.selectors.desk_items import DeskContext
from teamwork.selectors.script_sections import SCRIPT_SECTIONS
from tests.knowledge.scripts import approved, drafted

pytestmark = pytest.mark.django_db
APPROVAL, EXPIRY = SCRIPT_SECTIONS


def desk_of(user: Any) -> DeskContext:
    now = timezone.now()
    return DeskContext(user, roles_of(user), now, timezone.localdate(), 0)


def on_desks(section: Any, accounts: dict[str, Any]) -> list[str]:
    """Return the roles on whose desks a section has rows."""
    found = []
    for role, user in accounts.items():
        viewer = desk_of(user)
        for row in section.rows_of(viewer):
            section.item(row, viewer)
            found.append(role)
    return sorted(found)


def test_what_waits_is_with_those_who_may_approve(
    accounts: dict[str, Any],
) -> None:
    now = timezone.now()
    version = drafted(accounts["planner"], now=now)
    assert on_desks(APPROVAL, accounts) == []
    submit_version(version_id=version.pk, now=now, user=accounts["planner"])
    assert on_desks(APPROVAL, accounts) == ["admin", "lead"]


def test_who_wrote_it_is_not_asked_to_decide(
    accounts: dict[str, Any],
) -> None:
    now = timezone.now()
    version = drafted(accounts["lead"], now=now)
    submit_version(version_id=version.pk, now=now, user=accounts["lead"])
    acts = {}
    for role in ("lead", "admin"):
        viewer = desk_of(accounts[role])
        item = APPROVAL.item(APPROVAL.rows_of(viewer).get(), viewer)
        acts[role] = item.acts[0].href.endswith("#decide")
    assert acts == {"lead": False, "admin": True}


@pytest.mark.parametrize(
    ("days", "desks"), [(15, []), (14, ["planner"]), (-1, ["planner"])]
)
def test_two_weeks_before_it_expires_its_owner_knows(
    accounts: dict[str, Any], days: int, desks: list[str]
) -> None:
    now = timezone.now() - timedelta(days=40)
    approved(accounts["planner"], accounts["lead"], now=now, days=40 + days)
    assert on_desks(EXPIRY, accounts) == desks


def test_an_expired_script_without_owner_is_the_leads(
    accounts: dict[str, Any],
) -> None:
    now = timezone.now() - timedelta(days=40)
    approved(
        accounts["planner"], accounts["lead"], now=now, days=30, owner=None
    )
    assert on_desks(EXPIRY, accounts) == ["lead"]
