"""Dashboards are composed, shared, removed and brought back; the filter in the
address chooses whom the figures are about; annotations come by page and REST.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from common.ui import dashboards
from common.ui.dashboards import Scope, datum_href, hours_text
from insights.models import Annotation, Dashboard
from insights.selectors.dashboards import (
    CARDS,
    DEFAULT_CARDS,
    add_cards,
    library_for,
)
from insights.services.dashboards import (
    create_dashboard,
    delete_dashboard,
    restore_dashboard,
)
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ENTERED = {"name": "周会", "cards": ["states", "active"], "query": "weeks=26"}


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def board_of(name: str, **values: Any) -> Dashboard:
    return create_dashboard(
        owner=get_user_model().objects.get(username=name),
        values={"name": "周会", "cards": ["active"], **values},
        now=NOW,
    )


def test_a_dashboard_is_composed_of_the_library(as_role: Any) -> None:
    lead = as_role("lead")
    address = reverse("insights:dashboard_create")
    form = lead.get(f"{address}?cards=moves&cards=states&query=weeks%3D26")
    shown = [name for name, _spec, _is in form.context["form"].shown_cards]
    assert shown[:2] == ["moves", "states"], "those of the page come first"
    assert set(shown) == {spec.name for spec in CARDS.values()}
    lead.post(address, ENTERED)
    board = Dashboard.objects.get()
    assert board.cards == ["states", "active"], "in the order of the form"
    first = lead.get(board.get_absolute_url())
    assert first["Location"].endswith("?weeks=26")
    page = lead.get(first["Location"]).context
    assert [card.spec.name for card in page["cards"]] == board.cards
    assert page["scope"].week_count == 26
    assert "urgent" not in page


def test_a_new_dashboard_says_its_filter_in_words(as_role: Any) -> None:
    address = reverse("insights:dashboard_create")
    query = "weeks%3D12%26city%3D%E4%B8%8A%E6%B5%B7%26compare%3Dno"
    page = as_role("lead").get(f"{address}?query={query}")
    words = page.context["form"].filter_words
    assert words == "近12周、城市为上海、不与上期对比"
    assert (
        "%E4"
        not in page.content.decode()
        .split("<fieldset>")[0]
        .split(
            "text-secondary",
        )[-1]
    )


def test_figures_that_follow_no_filter_say_so(as_role: Any) -> None:
    lead = as_role("lead")
    address = reverse("insights:overview")
    marked = {
        query: {
            one.name
            for one in lead.get(address + query).context["figures"]
            if one.is_unfiltered
        }
        for query in ("", "?city=上海")
    }
    assert marked == {"": set(), "?city=上海": {"first_answer", "raised"}}


def test_a_name_is_used_once_a_person(as_role: Any) -> None:
    lead = as_role("lead")
    address = reverse("insights:dashboard_create")
    lead.post(address, ENTERED)
    assert lead.post(address, ENTERED).status_code == 422
    assert as_role("analyst").post(address, ENTERED).status_code == 302
    assert lead.post(address, {**ENTERED, "cards": []}).status_code == 422
    unknown = {**ENTERED, "name": "x", "cards": ["nothing"]}
    assert lead.post(address, unknown).status_code == 422


def test_who_sees_and_changes_it(as_role: Any, accounts: Any) -> None:
    board = board_of("planner")
    edit = reverse("insights:dashboard_edit", args=[board.pk])
    for role in ("lead", "communicator"):
        assert as_role(role).get(board.get_absolute_url()).status_code == 404
        assert as_role(role).post(edit, ENTERED).status_code == 404
    Dashboard.objects.update(is_shared=True)
    seen = as_role("communicator").get(board.get_absolute_url())
    assert seen.status_code == 200
    assert seen.context["may_edit"] is False
    assert as_role("communicator").post(edit, ENTERED).status_code == 404
    assert as_role("lead").post(edit, ENTERED).status_code == 302
    board.refresh_from_db()
    assert board.cards == ENTERED["cards"]


def test_removing_it_can_be_undone(as_role: Any, accounts: Any) -> None:
    board = board_of("lead")
    lead = as_role("lead")
    remove = reverse("insights:dashboard_remove", args=[board.pk])
    undo = reverse("insights:dashboard_restore", args=[board.pk])
    assert undo in lead.post(remove, follow=True).content.decode()
    assert lead.get(board.get_absolute_url()).status_code == 404
    assert as_role("analyst").post(undo).status_code == 404
    lead.post(undo)
    assert lead.get(board.get_absolute_url()).status_code == 200


def test_it_does_not_come_back_under_a_name_that_is_taken(
    accounts: Any,
    as_role: Any,
) -> None:
    board = board_of("lead")
    delete_dashboard(dashboard_id=board.pk, now=NOW)
    delete_dashboard(dashboard_id=board.pk, now=NOW + timedelta(days=1))
    board.refresh_from_db()
    assert board.deleted_at == NOW, "removed once"
    board_of("lead")
    undo = reverse("insights:dashboard_restore", args=[board.pk])
    said = as_role("lead").post(undo, follow=True).content.decode()
    assert "alert-danger" in said
    board.refresh_from_db()
    assert board.deleted_at
    Dashboard.objects.filter(deleted_at__isnull=True).delete()
    assert restore_dashboard(dashboard_id=board.pk).deleted_at is None


def test_resetting_it_can_be_undone(as_role: Any, accounts: Any) -> None:
    board = board_of("lead")
    reset = reverse("insights:dashboard_reset", args=[board.pk])
    said = as_role("lead").post(reset, follow=True).content.decode()
    board.refresh_from_db()
    assert board.cards == list(DEFAULT_CARDS)
    assert f"{reset}?cards=active" in said
    as_role("lead").post(f"{reset}?cards=active")
    board.refresh_from_db()
    assert board.cards == ["active"]


def test_cards_that_are_gone_are_left_out(
    as_role: Any,
    accounts: Any,
) -> None:
    board = board_of("lead", cards=["active", "of an old release"])
    page = as_role("lead").get(board.get_absolute_url())
    assert [card.spec.name for card in page.context["cards"]] == ["active"]


def test_a_card_needs_the_right_to_its_page(
    as_role: Any,
    accounts: Any,
) -> None:
    named = {spec.name for spec in library_for(accounts["communicator"])}
    assert "messages" not in named
    board = board_of("communicator", cards=["messages", "active"])
    page = as_role("communicator").get(board.get_absolute_url())
    assert [card.spec.name for card in page.context["cards"]] == ["active"]
    part = reverse("insights:card", args=["messages"])
    assert as_role("communicator").get(part).status_code == 404
    assert as_role("lead").get(part).status_code == 200


def test_a_name_of_a_card_is_declared_once() -> None:
    with pytest.raises(ValueError, match="active"):
        add_cards(CARDS["active"])


def test_a_filter_that_cannot_be_read_is_left_out(as_role: Any) -> None:
    page = as_role("lead").get("/overview/?weeks=7&circle=x&city=上海")
    assert page.status_code == 200
    assert page.context["scope"].week_count == 12
    assert page.context["scope"].query == {"city": "上海"}
    assert set(page.context["scope_form"].errors) == {"weeks", "circle"}


def test_lazy_cards_are_read_afterwards(as_role: Any) -> None:
    lead = as_role("lead")
    page = lead.get("/overview/").context
    contents = {card.spec.name: card.content for card in page["cards"]}
    assert contents["gears"] is None
    assert contents["active"] is not None
    part = lead.get(reverse("insights:card", args=["gears"]))
    assert part.context["card"].content is not None


def test_a_wall_has_no_frame_and_goes_on(as_role: Any, accounts: Any) -> None:
    board = board_of("lead", query="weeks=26")
    lead = as_role("lead")
    page = lead.get("/overview/?wall=1").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'class="side"' not in page
    following = f"{board.get_absolute_url()}?weeks=26&amp;wall=1"
    assert following in page
    last = lead.get(f"{board.get_absolute_url()}?wall=1").content.decode()
    assert 'hx-get="/overview/?wall=1"' in last


def test_nothing_urgent_is_said(as_role: Any) -> None:
    page = as_role("lead").get("/overview/")
    assert page.context["urgent"] == []
    assert "没有要紧的事" in page.content.decode()


def test_weeks_end_with_the_night() -> None:
    scope = Scope(
        generation=1,
        now=NOW,
        today=NOW.date(),
        last_day=NOW.date() - timedelta(days=1),
        week_count=3,
    )
    assert [str(week) for week in scope.weeks] == [
        "2026-05-04",
        "2026-05-11",
        "2026-05-18",
    ]
    assert scope.is_open
    assert str(scope.last_whole_week) == "2026-05-11"
    assert str(scope.before(scope.weeks)[-1]) == "2026-04-27"


def test_links_of_bars_name_their_week() -> None:
    chart = dashboards.by_week(
        "bar",
        [NOW.date()],
        [{"name": "n", "data": [4], "href": "/x/?a={x}&b={end}"}],
        unit="",
        is_open=False,
    )
    one = chart["series"][0]
    assert datum_href(chart, one, 0) == "/x/?a=2026-05-20&b=2026-05-26"
    assert datum_href(chart, {**one, "data": [None]}, 0) == ""


def test_times_are_said_in_the_largest_sensible_unit() -> None:
    assert hours_text(0.2) == "不到1小时"
    assert hours_text(12) == "12小时"
    assert hours_text(49) == "2天"


def test_annotations_come_and_go_by_page(as_role: Any) -> None:
    client = as_role("communicator")
    entered = {"day": "2026-05-01", "kind": "ota", "text": "OTA 3.2"}
    create = reverse("insights:annotation_create")
    assert client.post(create, entered).status_code == 302
    assert client.post(create, entered).status_code == 422, "it is there"
    row = Annotation.objects.get()
    assert row.created_by.username == "communicator"
    page = client.get("/overview/").context
    assert [note["text"] for note in page["chart_annotations"]] == ["OTA 3.2"]
    remove = reverse("insights:annotation_remove", args=[row.pk])
    said = client.post(remove, follow=True).content.decode()
    assert not Annotation.objects.exists()
    undo = said.split('action="/annotations/restore/')[1].split('"')[0]
    address = f"/annotations/restore/{undo}".replace("&amp;", "&")
    client.post(address)
    client.post(address)
    assert Annotation.objects.get().text == "OTA 3.2"


def test_annotations_by_rest(client: Any, token: Any) -> None:
    write = token("annotations:write")
    body = {"day": "2026-05-01", "kind": "recall", "text": "召回"}
    address = "/api/v1/annotations/"
    how = {"content_type": "application/json", "headers": write}
    made = client.post(address, body, **how)
    assert made.status_code == 201, made.content
    assert client.post(address, body, **how).status_code == 400
    number = made.json()["id"]
    assert client.get(address, headers=write).status_code == 403
    read = client.get(
        f"{address}?kind=recall", headers=token("dashboards:read")
    )
    assert [row["text"] for row in read.json()["results"]] == ["召回"]
    changed = client.patch(f"{address}{number}/", {"text": "已完成"}, **how)
    assert changed.json()["text"] == "已完成"
    assert client.delete(f"{address}{number}/", **how).status_code == 204
    assert not Annotation.objects.exists()


def test_figures_by_rest(client: Any, token: Any) -> None:
    headers = token("dashboards:read")
    cards = client.get("/api/v1/dashboard-cards/", headers=headers).json()
    named = {card["name"]: card for card in cards["results"]}
    assert named["active"]["follows_filter"] is True
    assert named["issues"]["follows_filter"] is False
    address = "/api/v1/dashboard-cards/active/"
    body = client.get(f"{address}?weeks=26", headers=headers).json()
    assert len(body["rows"]) == 26
    assert len(body["columns"]) == len(body["rows"][0])
    wrong = client.get(f"{address}?weeks=7", headers=headers)
    assert wrong.status_code == 400
    unknown = client.get("/api/v1/dashboard-cards/x/", headers=headers)
    assert unknown.status_code == 404
