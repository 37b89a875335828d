"""Every page can be used without a mouse: Tab comes to all that can be used,
in view and with a mark where it is.
"""

from typing import Any

import pytest

from tests.browser.test_walk import addresses

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
TAKEN = """() => {
  const now = document.activeElement;
  const look = getComputedStyle(now.closest('.ts-control') || now);
  const marked = look.outlineStyle !== 'none' || look.boxShadow !== 'none'
    || now.matches('.skip-link');
  const known = window.waiting.delete(now);
  const same = [...window.waiting].filter((one) => now.type === 'radio' && one.name === now.name);
  same.forEach((one) => window.waiting.delete(one));
  return {left: window.waiting.size, html: now.outerHTML.slice(0, 120), marked, known};
}"""
LEFT = "() => [...window.waiting].map((one) => one.outerHTML.slice(0, 120))"


@pytest.mark.timeout(900)
def test_tab_comes_to_all_that_can_be_used(
    desk: Any,
    live_server: Any,
) -> None:
    problems = []
    for number, address in enumerate(addresses()):
        desk.goto(live_server.url + address)
        desk.wait_for_load_state("networkidle")
        problems += [
            f"{address}: only by mouse: {html}"
            for html in desk.evaluate(CLICKABLE_ONLY)
        ]
        count = desk.evaluate(USABLE, number == 0)
        for _n in range(count + 20):
            desk.keyboard.press("Tab")
            at = desk.evaluate(TAKEN)
            if at["known"] and not at["marked"]:
                problems.append(f"{address}: no mark at {at['html']}")
            if not at["left"]:
                break
        problems += [
            f"{address}: Tab never comes to {html}"
            for html in desk.evaluate(LEFT)
        ]
    assert not problems, "\n".join(problems)
