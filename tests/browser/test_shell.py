"""The frame around the pages: sidebar, palette, compact lists, the menu of a phone."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from alerts.models import Issue
from common.security.access import COMMUNICATOR
from members.models import Member
from tests.browser.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

# What scrolls by itself within a page.
SCROLLING = """() => [...document.querySelectorAll('#main *')]
  .filter((one) => one.scrollHeight > one.clientHeight + 1)
  .filter((one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowY))
  .map((one) => one.className)"""


def test_the_sidebar_has_five_groups_and_counts_what_its_lists_show(
    desk: Any,
    live_server: Any,
) -> None:
    Issue.objects.update(
        alerted_at=Issue.objects.first().opened_at,
        state="confirmed",
        owner=None,
    )
    desk.set_viewport_size(WIDE)
    desk.goto(f"{live_server.url}/members/")
    assert desk.locator(".side details").count() == 5
    assert (
        desk.locator(".side a[aria-current='page']").inner_text().strip()
        == "成员"
    )
    expect(desk.locator(".side a.count.is-urgent")).to_have_count(1)
    counts = desk.eval_on_selector_all(
        "[data-waiting-of]",
        "all => all.map((a) => [a.getAttribute('href'), a.textContent.trim()])",
    )
    assert len(counts) >= 3
    for href, shown in counts:
        desk.goto(live_server.url + href)
        if href == "/desk/":
            listed = str(
                sum(
                    int(text)
                    for text in desk.locator(
                        ".desk-grid > div [data-section-total]",
                    ).all_inner_texts()
                ),
            )
        else:
            listed = desk.inner_text(".list-count strong")
        assert listed == shown, href


def test_a_group_one_closed_stays_closed(desk: Any, live_server: Any) -> None:
    desk.set_viewport_size(WIDE)
    desk.click(".side summary:has-text('团队')")
    desk.goto(f"{live_server.url}/members/")
    assert desk.get_attribute("[data-menu-group=team]", "open") is None
    desk.goto(f"{live_server.url}/workload/")
    assert desk.get_attribute("[data-menu-group=team]", "open") is not None, (
        "the group of this page"
    )


def test_the_palette_finds_pages_and_members_by_keyboard(
    desk: Any,
    live_server: Any,
) -> None:
    member = Member.objects.get(nickname="海边的陈师傅")
    chosen = desk.locator("#palette [role=option][aria-selected=true]")
    desk.keyboard.press("Control+k")
    expect(desk.locator("#search")).to_be_focused()
    desk.keyboard.type("交接")
    expect(chosen).to_contain_text("交接")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/handovers/")

    desk.keyboard.press("/")
    desk.keyboard.type("hbd")
    option = desk.locator(
        f"#palette [role=option][data-href='{member.get_absolute_url()}']",
    )
    option.wait_for()
    found = Axe().run(desk).response["violations"]
    assert [
        one["id"] for one in found if one["impact"] in ("serious", "critical")
    ] == []
    desk.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert desk.get_attribute(
        "#search",
        "aria-activedescendant",
    ) == option.get_attribute("id")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{member.get_absolute_url()}")

    desk.keyboard.press("/")
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).to_be_hidden()
    desk.click("[data-palette-open]")
    desk.click("[data-palette-close]")
    expect(desk.locator("#palette")).to_be_hidden()


def test_the_palette_names_no_page_that_one_may_not_see(
    desk: Any,
    live_server: Any,
    browser: Any,
) -> None:
    assert desk.locator("#palette [data-href='/webhooks/']").count() == 1
    user = get_user_model().objects.create_user(
        username="communicator",
        password=PASSWORD,
    )
    user.groups.add(Group.objects.get_or_create(name=COMMUNICATOR)[0])
    page = browser.new_context().new_page()
    page.goto(f"{live_server.url}/login/")
    page.fill("#id_username", "communicator")
    page.fill("#id_password", PASSWORD)
    page.click("main form .btn-primary")
    page.wait_for_url("**/overview/")
    assert page.locator("#palette [data-href='/members/']").count() == 1
    for hidden in ("/webhooks/", "/segments/new/"):
        assert page.locator(f"#palette [data-href='{hidden}']").count() == 0
    page.context.close()


def test_a_list_is_compact_with_one_scrollbar_and_its_head_in_view(
    desk: Any,
    live_server: Any,
) -> None:
    desk.set_viewport_size({"width": 1440, "height": 320})
    desk.goto(f"{live_server.url}/members/")
    desk.wait_for_selector(".list-card .fits")
    heights = desk.eval_on_selector_all(
        ".list-card tbody tr",
        "all => all.map(one => one.getBoundingClientRect().height)",
    )
    assert len(heights) == 12
    assert max(heights) <= 31
    scrolling = desk.evaluate(SCROLLING)
    assert not scrolling
    desk.mouse.move(700, 200)
    desk.mouse.wheel(0, 200)
    desk.wait_for_function("() => scrollY > 100")
    assert round(desk.locator(".list-card th").first.bounding_box()["y"]) == 48
    number = desk.locator(".list-card td.text-end").first
    assert number.evaluate("one => getComputedStyle(one).textAlign") in (
        "right",
        "end",
    )
    assert (
        number.evaluate("one => getComputedStyle(one).fontVariantNumeric")
        == "tabular-nums"
    )


def test_saved_views_are_presets_beside_the_title(
    desk: Any,
    live_server: Any,
) -> None:
    desk.goto(f"{live_server.url}/members/?city=上海")
    desk.click("button:has-text('视图')")
    desk.fill("#view-name", "上海车主")
    desk.click("button:has-text('保存视图')")
    desk.wait_for_selector(".alert-success")
    desk.goto(f"{live_server.url}/members/")
    desk.click(".head .tabs a:has-text('上海车主')")
    desk.wait_for_url(re.compile("city="))
    expect(desk.locator(".head .tabs [aria-current]")).to_have_text("上海车主")
    desk.check("[data-check-all]")
    expect(desk.locator("[data-chosen-count]")).to_have_text("1")


def test_the_menu_of_a_phone_opens_and_closes(
    desk: Any,
    live_server: Any,
) -> None:
    desk.set_viewport_size(PHONE)
    desk.goto(f"{live_server.url}/members/")
    expect(desk.locator(".side")).to_be_hidden()
    desk.click(".tabbar [data-menu-toggle]")
    expect(desk.locator(".side a.item:has-text('提报')")).to_be_visible()
    assert (
        desk.get_attribute(".tabbar [data-menu-toggle]", "aria-expanded")
        == "true"
    )
    desk.keyboard.press("Escape")
    expect(desk.locator(".side")).to_be_hidden()
    desk.click(".menu-btn")
    desk.mouse.click(380, 400)
    expect(desk.locator(".side")).to_be_hidden()
    desk.click(".tabbar a:has-text('今天')")
    desk.wait_for_url("**/desk/")
