"""Parts of lists: each leads to as many rows as it says, and where nothing
matches the page says what to drop.
"""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from common.calendar import business_today
from common.security.access import ADMIN, LEAD
from common.ui.pages.lists import ListPage
from community.models import Circle
from members.models import Member
from tests.architecture.test_access_walk import make_rows
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/members/"


def list_pages() -> dict[str, type[ListPage]]:
    """Return every list page of the project by its name."""
    found = {}
    waiting = list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        waiting += getattr(pattern, "url_patterns", [])
        view = getattr(getattr(pattern, "callback", None), "view_class", None)
        if view is not None and issubclass(view, ListPage):
            found[view.url_name] = view
    return found


class Parts(HTMLParser):
    """The parts of a list: address and count of each, and those that are chosen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.counts: dict[str, int] = {}
        self.chosen: list[str] = []
        self._inside = False
        self._counted = ""
        self.feed(html)

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        given = dict(attrs)
        if given.get("id") == "list-tabs":
            self._inside = True
        if self._inside and "aria-current" in given:
            self.chosen.append(str(given["href"]))
        if self._inside and "data-rows-of" in given:
            self._counted = str(given["data-rows-of"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "nav":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._counted:
            self.counts[self._counted] = int(data.replace(",", ""))
            self._counted = ""


def parts_of(client: Client, address: str) -> Parts:
    return Parts(client.get(address).content.decode())


def rows_at(client: Client, address: str) -> int:
    table = client.get(address).context["table"]
    count: int = table.page.paginator.count
    return count


@pytest.fixture
def community(accounts: dict[str, Any], time_machine: Any) -> Any:
    """Members with and without a contact, and rows of everything."""
    time_machine.move_to(NOW, tick=False)
    today = business_today(NOW)
    rows = make_rows("车友", number=1, owner=accounts[LEAD])
    for number in range(4):
        MemberFactory(
            nickname=f"老友{number}",
            city="上海",
            primary_contact=accounts[LEAD] if number < 2 else None,
            joined_on=today - timedelta(days=400),
        )
    MemberFactory(
        nickname="新来的",
        city="杭州",
        joined_on=today - timedelta(days=3),
    )
    return rows


def test_every_part_leads_to_as_many_rows_as_it_counts(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    checked = 0
    for name, page in list_pages().items():
        if page.tabs:
            address = reverse(name)
            for href, count in parts_of(client, address).counts.items():
                assert rows_at(client, address + href) == count, (name, href)
                checked += 1
    assert checked >= 25


def test_the_parts_of_members_are_counted(
    community: Any,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    counts = parts_of(as_role(LEAD), PAGE).counts
    mine = f"?primary_contact={accounts[LEAD].pk}"

    cared = Member.objects.unmerged().filter(primary_contact=accounts[LEAD])
    assert counts[mine] == cared.count() >= 2
    (new,) = (href for href in counts if "newcomer_since" in href)
    assert counts[new] == 2
    (alone,) = (href for href in counts if "uncared" in href)
    assert counts[alone] >= 3


def test_only_the_part_whose_filters_are_set_is_chosen(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    alone = "?kind=person&uncared=true"

    assert parts_of(client, PAGE).chosen == ["?records=current"]
    assert parts_of(client, f"{PAGE}?all=1").chosen == ["?all=1"]
    assert parts_of(client, PAGE + alone).chosen == [alone]
    assert parts_of(client, f"{PAGE}{alone}&city=上海").chosen == []


def test_a_part_that_htmx_asks_for_brings_its_parts_along(
    community: Any,
    as_role: Any,
) -> None:
    page = as_role(LEAD).get(PAGE, headers={"HX-Request": "true"})
    assert 'hx-swap-oob="true"' in page.content.decode()
    whole = as_role(LEAD).get(PAGE).content.decode()
    assert "hx-swap-oob" not in whole


def test_all_parts_are_counted_with_one_query(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE)
    counting = [one for one in queries if "tab_1" in one["sql"]]
    assert len(counting) == 1


def test_where_nothing_matches_it_says_which_filter_hides_how_many(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    since = (business_today(NOW) - timedelta(days=5)).isoformat()
    page = client.get(f"{PAGE}?city=上海&joined_since={since}&kind=person")
    ways = page.context["ways_out"]

    shown = [(way.value, way.count) for way in ways]
    assert shown == [(since, 4), ("上海", 2)]
    for way in ways:
        assert rows_at(client, PAGE + way.href) == way.count
    assert 'class="ways-out"' in page.content.decode()
    without_data = client.get(reverse("teamwork:handover_list"))
    assert without_data.context["ways_out"] == []


def test_a_list_without_rows_and_filters_is_no_dead_end(as_role: Any) -> None:
    page = as_role(ADMIN).get(reverse("community:circle_list"))
    assert not Circle.objects.exists()
    assert "is-data" in page.content.decode()
    missing = as_role(ADMIN).get(f"{reverse('community:circle_list')}?q=x")
    assert "is-match" in missing.content.decode()


def test_a_menu_of_choices_keeps_the_filters_that_are_set(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    menus = client.get(f"{PAGE}?city=上海&page=2").context["presets"]
    state = menus[0]

    assert len(menus) == 3
    for _label, href in state.choices:
        assert "city=" in href
        assert "page=" not in href
        assert client.get(PAGE + href).status_code == 200
    chosen = client.get(f"{PAGE}?state=2").context["presets"]
    assert len(chosen) == 2


def test_fields_are_grouped_and_suggest_what_members_have(
    community: Any,
    as_role: Any,
) -> None:
    client = as_role(LEAD)
    page = client.get(f"{PAGE}?show_filters=1&level_min=1")
    groups = page.context["filter_groups"]
    names = [field.name for group in groups for field in group.fields]
    form = page.context["filterset"].form

    assert sorted(names) == sorted(form.fields)
    assert len(groups) >= 6
    assert [group.is_open for group in groups][-1] is True, "a filter is set"
    suggested = {one.key: one.values for one in page.context["suggested"]}
    assert suggested["suggested-city"][0] == "上海"
    html = page.content.decode()
    assert '<datalist id="suggested-city">' in html
    assert 'list="suggested-city"' in html
    closed = client.get(f"{PAGE}?show_filters=1").context["filter_groups"]
    assert closed[-1].is_open is False
