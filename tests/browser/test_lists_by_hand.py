"""Lists with keyboard and mouse: at least twenty rows on a screen, ranges,
counts of what is ticked, acts only where something is ticked, every key.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from members.models import Member
from tests.factories.members import MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
VISIBLE_ROWS = """() => {
  const foot = document.querySelector('.list-foot').getBoundingClientRect().top;
  return [...document.querySelectorAll('.list-card tbody tr')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= Math.min(innerHeight, foot) + 1;
  }).length;
}"""


@pytest.fixture
def members(desk: Any, live_server: Any) -> Any:
    """The list of forty members on a wide screen."""
    for number in range(30):
        MemberFactory(nickname=f"车友{number:02}", city="杭州")
    desk.set_viewport_size(WIDE)
    desk.goto(f"{live_server.url}/members/")
    desk.wait_for_selector(".list-card .table-responsive")
    return desk


def test_twenty_rows_stand_on_a_screen(members: Any) -> None:
    assert members.evaluate(VISIBLE_ROWS) >= 20


def test_acts_wait_for_ticked_rows_and_say_how_many(members: Any) -> None:
    acts = members.locator("[data-bulk-act]")
    assert acts.count() >= 2
    for number in range(acts.count()):
        expect(acts.nth(number)).to_be_disabled()
    boxes = members.locator('input[name="ids"]')
    boxes.nth(2).click()
    boxes.nth(13).click(modifiers=["Shift"])
    expect(members.locator("[data-chosen]")).to_have_text("已选 12 人")
    expect(acts.first).to_be_enabled()
    members.click("[data-chosen-clear]")
    expect(acts.first).to_be_disabled()
    expect(members.locator("[data-chosen]")).to_be_hidden()
    members.check("[data-everything]")
    total = Member.objects.filter(merged_into=None).count()
    expect(members.locator("[data-chosen-count]")).to_have_text(str(total))


def test_a_click_anywhere_in_a_row_opens_it(members: Any) -> None:
    row = members.locator(".list-card tbody tr").nth(3)
    cell = row.locator("td", has_text="杭州").first
    href = row.locator("a[href]").first.get_attribute("href")
    row.locator('input[name="ids"]').click()
    expect(members.locator("[data-chosen-count]")).to_have_text("1")
    cell.evaluate("one => getSelection().selectAllChildren(one)")
    cell.dispatch_event("click")
    members.evaluate("getSelection().removeAllRanges()")
    assert members.url.endswith("/members/"), (
        "a tick or marked text opens none"
    )
    with members.context.expect_page() as opened:
        cell.click(modifiers=["Control"])
    assert opened.value.url.endswith(href)
    opened.value.close()
    cell.click()
    members.wait_for_url(f"**{href}")


def test_a_list_is_worked_with_the_keyboard(
    members: Any,
    live_server: Any,
) -> None:
    members.keyboard.press("j")
    members.keyboard.press("j")
    members.keyboard.press("x")
    expect(members.locator("[data-chosen-count]")).to_have_text("1")
    boxes = members.locator('input[name="ids"]')
    expect(boxes.nth(1)).to_be_checked()
    members.keyboard.press("?")
    expect(members.locator("#keys")).to_be_visible()
    members.keyboard.press("Escape")
    expect(members.locator("#keys")).to_be_hidden()
    members.keyboard.press("f")
    expect(members.locator("#id_city")).to_be_visible()


def test_filters_change_the_list_and_its_parts_without_a_new_page(
    members: Any,
) -> None:
    chosen = members.locator("#list-tabs [aria-current]")
    expect(chosen).to_contain_text("当前成员")
    members.click("[data-filters] > summary")
    members.fill("#id_city", "杭州")
    members.click("[data-apply]")
    members.wait_for_url("**city=**")
    city = members.locator(".filter-chip", has_text="杭州")
    expect(city).to_be_visible()
    expect(chosen).to_have_count(0)
    city.click()
    expect(chosen).to_contain_text("当前成员")


def test_what_was_opened_comes_first_in_the_palette(
    members: Any,
    live_server: Any,
) -> None:
    member = Member.objects.get(nickname="车友07")
    members.goto(live_server.url + f"/members/{member.pk}/")
    members.goto(f"{live_server.url}/members/")
    members.keyboard.press("/")
    chosen = members.locator("#palette [aria-selected=true]")
    expect(chosen).to_contain_text("车友07")
    members.keyboard.press("Enter")
    members.wait_for_url(f"**/members/{member.pk}/")


def test_on_a_phone_the_bar_is_low_and_rows_are_cards(
    members: Any,
    live_server: Any,
) -> None:
    members.set_viewport_size(PHONE)
    members.goto(f"{live_server.url}/members/")
    bar = members.locator(".top").bounding_box()["height"]
    assert bar <= 64
    expect(members.locator(".list-card thead")).not_to_be_in_viewport()
    assert members.evaluate("document.documentElement.scrollWidth") <= 390
