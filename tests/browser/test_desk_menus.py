"""The menus on the rows of the desk close as menus do."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from members.models import Member
from teamwork.models import Interaction

pytestmark = pytest.mark.browser
OPEN = "details.row-act[open]"
WITH_DAY = "details.row-act:has(input[type=date]) > summary"


def test_a_menu_closes_with_escape_beside_it_and_for_another(
    desk: Any,
    live_server: Any,
) -> None:
    lead = get_user_model().objects.get(username="lead")
    for promise in ("寄海报", "发保养建议"):
        Interaction.objects.create(
            key=uuid4(),
            member=Member.objects.first(),
            summary="聊了聊",
            promise=promise,
            due_on=timezone.localdate(),
            promise_owner=lead,
            staff=lead,
            happened_at=timezone.now(),
            created_at=timezone.now(),
        )
    desk.goto(f"{live_server.url}{reverse('teamwork:desk')}")
    desk.wait_for_load_state("networkidle")
    summaries = desk.locator(WITH_DAY)
    first = summaries.nth(0)
    first.click()
    desk.locator(f"{OPEN} input[type=date]").focus()
    desk.keyboard.press("Escape")
    expect(desk.locator(OPEN)).to_have_count(0)
    assert first.evaluate("(one) => one === document.activeElement")
    first.click()
    desk.locator(".answer").click()
    expect(desk.locator(OPEN)).to_have_count(0)
    first.click()
    # The menu of the first row lies over the next rows; a key opens another.
    summaries.nth(1).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(OPEN)).to_have_count(1)
    assert desk.locator(f"{OPEN} > summary").evaluate(
        "(one) => one === document.activeElement",
    )
