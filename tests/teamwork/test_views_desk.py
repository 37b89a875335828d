"""The member page offers what its reader may do, and nothing else."""

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import resolve, reverse

from common.security.access import ROLE_LABELS, may
from community.models import Circle, CircleMembership
from lifecycle.models import DormancyDispute
from members.models import (
    Member,
    MemberContact,
    MemberIdentity,
    MemberTag,
    SoftwareSpell,
    SyncConflict,
    VehicleOwnership,
)
from roles.models import RoleOverride
from teamwork.views.members import PANELS
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def panels_of(member: Member) -> list[str]:
    """Return the addresses of the panels that the member page loads."""
    return [
        reverse(
            "teamwork:member_panel", kwargs={"pk": member.pk, "name": name}
        )
        for name in PANELS
    ]


class Controls(HTMLParser):
    """The address and method of every link and form of a page's main part."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page[page.index("<main") : page.index("</main>")])

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        given = dict(attrs)
        if tag == "a":
            self.found.append((given.get("href") or "", "GET"))
        elif tag == "form":
            method = given.get("method") or "get"
            self.found.append((given.get("action") or "", method.upper()))

    def allowed_to(self, user: Any) -> dict[str, bool]:
        allowed = {}
        for address, method in self.found:
            if address.startswith("/"):
                name = resolve(address.partition("?")[0]).view_name
                is_allowed = may(user, name, method)
                allowed[name] = is_allowed and allowed.get(name, True)
        return allowed


@pytest.fixture
def member() -> Member:
    """A member of whom something of everything is known."""
    made = MemberFactory(nickname="小王")
    MemberIdentity.objects.create(member=made, platform="crm", external_id="7")
    MemberContact.objects.create(
        member=made,
        kind="phone",
        value="13800000000",
        value_index="x",
        source="staff",
        updated_at=NOW,
    )
    car = VehicleOwnership.objects.create(member=made, model_series="E5")
    SoftwareSpell.objects.create(
        vehicle=car,
        version="1.2",
        started_on=date(2026, 1, 1),
    )
    MemberTag.objects.create(
        member=made,
        name="露营",
        source="staff",
    )
    SyncConflict.objects.create(
        member=made,
        field="city",
        value="苏州",
        source="CRM",
        seen_at=NOW,
    )
    CircleMembership.objects.create(
        member=made,
        circle=Circle.objects.create(name="上海车友会", kind="city"),
        started_on=date(2026, 1, 1),
    )
    _decide_otherwise(made)
    return made


def _decide_otherwise(member: Member) -> None:
    decided = {
        "member": member,
        "reason": "met them",
        "until": date(2100, 1, 1),
        "created_at": NOW,
    }
    DormancyDispute.objects.create(
        disputed_state=1,
        score=0.5,
        policy_version=1,
        **decided,
    )
    RoleOverride.objects.create(role=0, holds=True, **decided)


EDITS = {
    "members:member_edit",
    "members:conflict_decide",
    "members:identity_add",
    "members:identity_remove",
    "members:detail_set",
    "members:detail_remove",
    "members:vehicle_create",
    "members:vehicle_edit",
    "members:vehicle_end",
    "members:software_set",
    "members:software_remove",
    "members:tag_member",
    "members:untag_member",
    "community:member_circle_join",
    "community:member_circle_leave",
    "lifecycle:dispute_withdraw",
    "roles:override_create",
    "roles:override_withdraw",
}


@pytest.mark.parametrize("role", ROLE_LABELS)
def test_member_page_offers_only_what_its_reader_may_do(
    as_role: Any,
    accounts: dict[str, Any],
    member: Member,
    role: str,
) -> None:
    client = as_role(role)
    offered: dict[str, bool] = {}
    for address in (member.get_absolute_url(), *panels_of(member)):
        page = client.get(address).content.decode()
        offered |= Controls(page).allowed_to(accounts[role])
    assert [name for name, allowed in offered.items() if not allowed] == []
    for name in EDITS:
        assert (name in offered) == may(accounts[role], name, "POST"), name


@pytest.mark.parametrize("role", ROLE_LABELS)
def test_member_list_offers_only_what_its_reader_may_do(
    as_role: Any,
    accounts: dict[str, Any],
    role: str,
) -> None:
    page = as_role(role).get("/members/").content.decode()
    offered = Controls(page).allowed_to(accounts[role])
    assert all(offered.values()), offered
    for name in ("members:member_import", "community:member_upload"):
        assert (name in offered) == may(accounts[role], name)


def test_member_page_shows_the_number(as_role: Any, member: Member) -> None:
    page = as_role("lead").get(member.get_absolute_url()).content.decode()
    assert f"<code>{member.pk}</code>" in page
