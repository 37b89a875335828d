"""Every page in real Chromium: in both languages and themes, at desk and phone
width, readable by machines too, in the frame that all pages share.

After each change a page is visited in one look, in the long run in both.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from activity.models import EventSource, IngestBatch, NightlyRun
from alerts.models import Issue, OwnerRule, Suggestion
from common.models import OutboxMessage
from community.models import Circle, Question
from insights.models import Segment, WebhookEndpoint
from integrations.models import Channel, Connection
from lifecycle.models import DormancyPolicy
from members.models import Member
from notifications.models import Notification
from roles.models import RolePolicy
from teamwork.models import BulkChange
from tests.extent import part_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [("zh-hans", "light"), ("en", "dark")]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 1280, "height": 850}
PHONE = {"width": 390, "height": 844}


def addresses() -> list[str]:
    member, circle = (
        Member.objects.order_by("pk").first(),
        Circle.objects.first(),
    )
    source, batch, night = (
        EventSource.objects.first(),
        IngestBatch.objects.first(),
        NightlyRun.objects.first(),
    )
    return [
        "/overview/",
        "/overview/?city=上海&show_filters=1",
        "/briefs/",
        "/briefs/targets/",
        "/funnel/",
        "/funnel/members/",
        "/funnel/policy/",
        "/dashboards/new/",
        "/annotations/",
        "/annotations/new/",
        "/members/",
        "/members/?q=nobodyatall",
        "/members/new/",
        "/members/import/",
        f"/members/{member.pk}/",
        f"/members/{member.pk}/edit/",
        f"/members/{member.pk}/consents/list/",
        f"/members/unmask/members.member/{member.pk}/contact_note/",
        "/members/consents/import/",
        f"/members/{member.pk}/vehicles/new/",
        f"/members/{member.pk}/dispute/",
        "/segments/",
        "/segments/new/",
        f"/segments/{Segment.objects.get().pk}/",
        f"/segments/{Segment.objects.get().pk}/edit/",
        "/webhooks/",
        "/webhooks/new/",
        f"/webhooks/{WebhookEndpoint.objects.get().pk}/",
        "/desk/",
        "/interactions/",
        f"/members/{member.pk}/interactions/new/",
        f"/members/{member.pk}/nominate/",
        f"/members/{member.pk}/cooperations/new/",
        "/nominations/",
        "/workload/",
        "/workload/members/",
        "/handovers/",
        "/bulk-changes/",
        f"/bulk-changes/{BulkChange.objects.get().pk}/",
        "/merges/",
        "/merges/find/",
        f"/members/{member.pk}/merge/{Member.objects.order_by('pk').last().pk}/",
        "/issues/",
        f"/issues/{Issue.objects.first().pk}/",
        "/issues/notices/",
        "/posts/",
        *loop_addresses(),
        "/roles/",
        "/roles/gears/",
        "/roles/gears/map/",
        "/roles/journey/",
        "/roles/suggestions/",
        "/roles/policies/",
        f"/roles/policies/{RolePolicy.objects.get().pk}/",
        "/roles/policies/new/",
        "/succession/",
        "/roles/newcomers/",
        f"/members/{member.pk}/roles/decide/",
        "/questions/",
        f"/questions/{Question.objects.get().pk}/",
        "/dormancy/",
        "/dormancy/policies/",
        f"/dormancy/policies/{DormancyPolicy.objects.get().pk}/",
        "/dormancy/policies/new/",
        "/dormancy/disputes/",
        "/circles/",
        "/circles/new/",
        f"/circles/{circle.pk}/",
        "/activity/sources/",
        "/activity/sources/new/",
        f"/activity/sources/{source.pk}/",
        "/activity/batches/",
        f"/activity/batches/{batch.pk}/",
        "/activity/upload/",
        "/activity/nights/",
        f"/activity/nights/{night.pk}/",
        "/help/",
        "/help/api/",
        "/works/",
        "/koc/candidates/",
        "/koc/cooperations/",
        "/scripts/",
        "/outreach/",
        "/outreach/opportunities/",
        "/outreach/matches/",
        "/outreach/messages/",
        "/outreach/effects/",
        "/outreach/rules/",
        "/outreach/graduations/",
        "/outreach/consultations/",
        "/campaigns/",
        "/campaigns/new/",
        "/campaigns/calendar/",
        "/campaigns/nodes/",
        "/campaigns/costs/",
        "/campaigns/participants/",
        "/campaigns/participants/import/",
        "/campaigns/works/",
        "/campaigns/costs/",
        "/reviews/",
        "/reviews/new/",
        "/reviews/decisions/",
        "/mood/",
        "/claims/",
        "/claims/new/",
        "/claims/thresholds/",
        "/claims/thresholds/new/",
        "/crises/",
        "/scripts/uses/",
        "/faq/",
        "/account/",
    ]


def loop_addresses() -> list[str]:
    """Return the pages of issues, suggestions, messages and notifications."""
    issue = Issue.objects.get(tickets__isnull=False)
    twin = Issue.objects.exclude(pk=issue.pk).first()
    suggestion = Suggestion.objects.first()
    channels = Channel.objects.values_list("pk", flat=True)
    connection = Connection.objects.get()
    own = Notification.objects.filter(user__username="lead").first()
    event = own.event_id
    return [
        f"/issues/{issue.pk}/",
        f"/issues/{issue.pk}/edit/",
        f"/issues/{issue.pk}/sheet/",
        f"/issues/{issue.pk}/twins/{twin.pk}/",
        f"/issues/notices/?number={issue.number}",
        "/board/",
        "/owner-rules/",
        "/owner-rules/new/",
        f"/owner-rules/{OwnerRule.objects.get().pk}/edit/",
        "/suggestions/",
        f"/suggestions/{suggestion.pk}/",
        "/absences/",
        "/absences/new/",
        "/channels/",
        "/channels/new/",
        *(f"/channels/new/?kind={kind}" for kind in ("email", "feishu")),
        *(f"/channels/{pk}/" for pk in channels),
        f"/channels/{channels[0]}/edit/",
        "/messages/",
        *(f"/messages/{one.pk}/" for one in OutboxMessage.objects.all()[:4]),
        "/connections/",
        f"/connections/{connection.pk}/",
        "/notifications/",
        own.get_absolute_url(),
        "/notifications/events/",
        f"/notifications/events/{event}/?all=1",
        "/notifications/preferences/",
        "/notifications/catalogue/",
        "/notifications/team/",
        f"/notifications/team/{channels[0]}/",
        "/lexicon/",
        "/lexicon/proposals/",
    ]


# What of a page breaks the frame's promises; one visit of a page answers all of them.
BROKEN = """(phone) => {
  const seen = (one) => one.checkVisibility({visibilityProperty: true})
    && one.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const bottom = (one) => Math.round(one.getBoundingClientRect().bottom + scrollY);
  const found = [];
  const bar = document.querySelector('.top').getBoundingClientRect().height;
  if (bar > (phone ? 48 : 56)) found.push(`a top bar of ${bar} px`);
  const loud = all('#main .btn-primary');
  if (loud.length > 1) found.push(`primary: ${loud.map((one) => one.textContent.trim())}`);
  const acts = all('[data-main-act], .head .acts .btn-primary');
  // English lines are longer, and wrap once more on a phone.
  const reach = phone ? (document.documentElement.lang === 'en' ? 340 : 320) : 200;
  const far = acts.filter((one) => bottom(one) > reach);
  found.push(...far.map((one) => `act at ${bottom(one)} px`));
  if (bottom(document.querySelector('h1')) > 200) found.push('a title below 200 px');
  if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the screen');
  if (phone) {
    const below = (height) => (one) => one.getBoundingClientRect().height < height;
    const low = all('#main .btn').filter(below(40));
    found.push(...low.map((one) => `a low button: ${one.textContent.trim()}`));
    const rows = all('.list-card tbody tr, .rows > li').filter(below(60));
    found.push(...rows.map((one) => `a low row: ${one.textContent.trim().slice(0, 30)}`));
    if (all('.tabbar > *').length !== 5) found.push('not five tabs');
  }
  return found;
}"""

# Charts follow the width of the page when it has been laid out, so it is
# measured a frame after that.
ONCE_PAINTED = """() => new Promise((done) => requestAnimationFrame(
  () => requestAnimationFrame(() => done())))"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "look", range(len(LOOKS)), ids=["zh-light", "en-dark"]
)
def test_every_page_is_whole_and_accessible(
    desk: Any,
    live_server: Any,
    look: int,
) -> None:
    language, theme = LOOKS[look]
    cookie = {"name": "django_language", "value": language}
    desk.context.add_cookies([{**cookie, "url": live_server.url}])
    desk.emulate_media(color_scheme=theme)
    problems = []
    for address in part_of(addresses(), one_in=len(LOOKS), start=look):
        response = desk.goto(live_server.url + address)
        assert response.status == 200, address
        assert desk.get_attribute("html", "lang") == language
        assert desk.get_attribute("html", "data-bs-theme") == theme
        for text in [*broken_promises(desk), *barriers(desk)]:
            problems.append(f"{address}: {text}")
    assert not problems, "\n".join(problems)


def broken_promises(desk: Any) -> list[str]:
    """Return what of a page breaks the promises of the frame, at each width."""
    found = []
    for size in (PHONE, NARROW, WIDE):
        desk.set_viewport_size(size)
        desk.evaluate(ONCE_PAINTED)
        for text in desk.evaluate(BROKEN, size is PHONE):
            found.append(f"at {size['width']} px: {text}")
    return found


def barriers(desk: Any) -> list[str]:
    """Return the serious violations of the rules of accessibility."""
    asked = Axe().run(desk, options={"resultTypes": ["violations"]})
    found = []
    for one in asked.response["violations"]:
        if one["impact"] in ("serious", "critical"):
            html = one["nodes"][0]["html"][:160]
            found.append(f"{one['id']}: {html}")
    return found


def test_the_api_documentation_needs_no_other_host(
    desk: Any,
    live_server: Any,
) -> None:
    desk.goto(f"{live_server.url}/api/docs/")
    # What is not on the screen is not drawn.
    desk.wait_for_selector("[data-path='/api/v1/activity-summaries/']")


def test_the_login_page_is_accessible_and_refuses_a_wrong_password(
    page: Any,
    live_server: Any,
    db: None,
) -> None:
    page.goto(f"{live_server.url}/login/")
    page.fill("#id_username", "nobody")
    page.fill("#id_password", "wrong")
    page.click("main form .btn-primary")
    page.wait_for_selector(".alert, .invalid-feedback, .text-danger")
    found = Axe().run(page).response["violations"]
    assert [
        one["id"] for one in found if one["impact"] in ("serious", "critical")
    ] == []


def test_a_story_search_filter_view_columns_bulk(
    desk: Any,
    live_server: Any,
) -> None:
    """An operator finds a member by pinyin, filters, keeps the view, chooses
    columns, tags in bulk.
    """
    desk.keyboard.press("/")
    desk.keyboard.type("hbd")
    desk.keyboard.press("Enter")
    desk.wait_for_url(re.compile("q=hbd"))
    expect(desk.locator("#list-region tbody tr")).to_have_count(1)
    expect(desk.locator("#list-region")).to_contain_text("海边的陈师傅")

    desk.goto(f"{live_server.url}/members/")
    desk.click(".filters summary")
    desk.fill("#id_city", "上海")
    desk.click(".filters [data-apply]")
    desk.wait_for_url(re.compile("city="))
    desk.wait_for_selector("#list-region .filter-chip")
    expect(desk.locator("#list-region tbody tr")).to_have_count(1)

    desk.reload()
    desk.click("button:has-text('视图')")
    desk.fill("#view-name", "上海车主")
    desk.click("button:has-text('保存视图')")
    desk.wait_for_selector(".alert-success")
    desk.goto(f"{live_server.url}/members/")
    desk.click("button:has-text('视图')")
    desk.click("a.dropdown-item:has-text('上海车主')")
    desk.wait_for_url(re.compile("city="))

    desk.goto(f"{live_server.url}/members/")
    desk.check("[data-check-all]")
    desk.click(".bulk-bar button[value='tag']")
    desk.fill("#id_name", "露营")
    desk.click("main form .btn-primary")
    desk.wait_for_selector(".alert-success")
    assert Member.objects.filter(tags__name="露营").count() == 12


def test_the_theme_is_kept(desk: Any, live_server: Any) -> None:
    before = desk.get_attribute("html", "data-bs-theme")
    desk.click("[data-theme-toggle]")
    desk.goto(f"{live_server.url}/members/")
    assert desk.get_attribute("html", "data-bs-theme") != before


def test_typing_pinyin_is_not_taken_for_keys(desk: Any) -> None:
    desk.keyboard.press("/")
    desk.wait_for_selector("#search:focus")
    desk.keyboard.type("g/m")
    assert desk.input_value("#search") == "g/m"
    assert desk.url.endswith("/overview/")
