"""Every page can be used without a mouse: Tab comes to all that can be used,
in view and with a mark where it is.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_walk import addresses
from tests.extent import part_of

pytestmark = pytest.mark.browser

# Menu and top bar are the same on all pages: only the first is walked from its
# beginning, the others from content.
USABLE = """(whole) => {
  const native = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  const usable = [...document.querySelectorAll(native)].filter((one) =>
    one.checkVisibility({visibilityProperty: true})
    && !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0
    && one.getClientRects().length > 0);
  const main = document.querySelector('#main');
  if (!whole) main.focus();
  window.waiting = new Set(usable.filter((one) => whole || main.contains(one)));
  return window.waiting.size;
}"""
CLICKABLE_ONLY = """() => [...document.querySelectorAll(
    '[onclick], [data-bs-toggle], [role="button"]')]
  .filter((one) => one.tabIndex < 0).map((one) => one.outerHTML.slice(0, 120))"""
# Notes each thing that takes the focus, and whether it is marked then.
WATCH_FOCUS = """() => {
  window.unmarked = [];
  document.addEventListener('focusin', () => {
    const now = document.activeElement;
    const look = getComputedStyle(now.closest('.ts-control') || now);
    const marked = look.outlineStyle !== 'none' || look.boxShadow !== 'none'
      || now.matches('.skip-link');
    if (window.waiting.delete(now) && !marked) {
      window.unmarked.push(now.outerHTML.slice(0, 120));
    }
    const same = [...window.waiting].filter(
      (one) => now.type === 'radio' && one.name === now.name);
    same.forEach((one) => window.waiting.delete(one));
  });
}"""
LEFT = "() => [...window.waiting].map((one) => one.outerHTML.slice(0, 120))"
# Asking after each key takes longer than some keys more.
KEYS_AT_ONCE = 10


@pytest.mark.timeout(900)
def test_tab_comes_to_all_that_can_be_used(
    desk: Any,
    live_server: Any,
) -> None:
    # A mark that fades in cannot be seen at once.
    desk.emulate_media(reduced_motion="reduce")
    problems = []
    for number, address in enumerate(part_of(addresses(), one_in=3)):
        desk.goto(live_server.url + address)
        expect(desk.locator(".htmx-request")).to_have_count(0)
        problems += [
            f"{address}: only by mouse: {html}"
            for html in desk.evaluate(CLICKABLE_ONLY)
        ]
        count = desk.evaluate(USABLE, number == 0)
        desk.evaluate(WATCH_FOCUS)
        for _n in range(count // KEYS_AT_ONCE + 3):
            for _key in range(KEYS_AT_ONCE):
                desk.keyboard.press("Tab")
            if not desk.evaluate("window.waiting.size"):
                break
        for html in desk.evaluate("window.unmarked"):
            problems.append(f"{address}: no mark at {html}")
        for html in desk.evaluate(LEFT):
            problems.append(f"{address}: Tab never comes to {html}")
    assert not problems, "\n".join(problems)
