"""The list of members opens on those whom the team looks after."""

from typing import Any

import pytest
from django.test import Client

from members.models import Member
from tests.common.test_ui_pages_tabs import parts_of, rows_at
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/members/"


@pytest.fixture
def records() -> None:
    """Three current members, and four records that are none."""
    for number in range(3):
        MemberFactory(nickname=f"车友{number}", kind="person")
    MemberFactory(nickname="前车主", owner_status="former")
    MemberFactory(nickname="小编", kind="staff")
    MemberFactory(nickname="播报", kind="bot")
    MemberFactory(nickname="测试", kind="test")


def names_at(client: Client, address: str) -> set[str]:
    table = client.get(address).context["table"]
    return {row.nickname for row in table.data.data}


def test_it_opens_on_current_members(records: None, as_role: Any) -> None:
    client = as_role("communicator")
    assert names_at(client, PAGE) == {"车友0", "车友1", "车友2"}
    page = client.get(PAGE)
    assert parts_of(client, PAGE).chosen == ["?records=current"]
    assert page.context["behind"].count == 4
    assert rows_at(client, PAGE + page.context["behind"].href) == 4
    assert 'href="?records=aside"' in page.content.decode()


def test_the_chip_of_the_opening_can_be_removed(
    records: None,
    as_role: Any,
) -> None:
    client = as_role("communicator")
    html = client.get(PAGE).content.decode()
    chip = html[html.index("filter-chip") :]
    assert 'href="?all=1"' in chip[:200]
    assert rows_at(client, f"{PAGE}?all=1") == Member.objects.count() == 7
    assert client.get(f"{PAGE}?all=1").context["behind"] is None


def test_an_address_with_filters_adds_none(
    records: None,
    as_role: Any,
) -> None:
    client = as_role("communicator")
    assert rows_at(client, f"{PAGE}?kind=bot") == 1
    assert rows_at(client, f"{PAGE}?owner_status=former") == 1
    ways = client.get(f"{PAGE}?q=nobody").context["ways_out"]
    assert [(way.href, way.count) for way in ways] == [("?all=1", 7)]
