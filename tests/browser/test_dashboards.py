"""Charts of the overview in real Chromium: a click opens the rows, the table
behind holds the same links, a wall is dark and readable by machines.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories.members import MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_click_into_a_chart_opens_the_rows(
    desk: Any,
    live_server: Any,
) -> None:
    desk.goto(f"{live_server.url}/overview/")
    chart = desk.locator("[data-chart='chart-active'] canvas").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    place = {"x": box["width"] * 0.5, "y": box["height"] * 0.6}
    chart.click(position=place)
    desk.wait_for_url(re.compile(r"/members/\?in_week=active&week="))
    desk.wait_for_selector(".filter-chip")


def test_the_data_behind_a_chart_are_links(
    desk: Any,
    live_server: Any,
) -> None:
    desk.goto(f"{live_server.url}/overview/")
    desk.click("#card-active .chart-data summary")
    desk.locator("#card-active .chart-data a").last.click()
    desk.wait_for_url(re.compile("in_week=active"))


def test_the_filter_does_not_move_its_button(
    desk: Any,
    live_server: Any,
) -> None:
    for number in range(20):
        MemberFactory.create_batch(2, city=f"城市{number:02}")
    desk.goto(f"{live_server.url}/overview/")
    desk.click(".scope-bar .filters summary")
    city = desk.locator(".scope-bar .ts-control").first
    city.click()
    desk.locator(".ts-dropdown:visible .option").nth(3).click()
    button = desk.locator(".scope-bar form button.btn")
    before = button.bounding_box()["y"]
    desk.mouse.move(0, 0)
    desk.locator("body").focus()
    desk.evaluate("document.activeElement.blur()")
    assert button.bounding_box()["y"] == before
    assert city.bounding_box()["height"] < 40, "one line"
    button.click()
    desk.wait_for_url(re.compile("city="))


def test_a_wall_is_dark_and_accessible(desk: Any, live_server: Any) -> None:
    desk.goto(f"{live_server.url}/overview/?wall=1")
    assert desk.get_attribute("html", "data-bs-theme") == "dark"
    assert desk.locator(".side").count() == 0
    found = Axe().run(desk).response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"][:160])
        for one in found
        if one["impact"] in ("serious", "critical")
    ] == []
