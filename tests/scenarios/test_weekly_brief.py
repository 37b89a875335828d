"""The weekly brief over the demo community: each number leads to as many rows
and is that of its card, and a late fact is told.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.selectors.freshness import read_freshness
from common.security.access import ADMIN, LEAD
from community.models import Post
from insights.cards import scope_of
from insights.selectors.dashboards import CARDS
from integrations.models import Channel
from reports.models import FigureTarget
from reports.rules.findings import Verdict
from reports.selectors.brief_lines import Brief
from reports.selectors.brief_sections import SECTIONS, all_figures
from reports.selectors.briefs import read_brief
from reports.selectors.sent_briefs import changed_since_sent
from reports.services.briefs import send_briefs
from reports.services.subscriptions import subscribe
from reports.services.targets import save_targets
from tests.scenarios.test_rows_behind_charts import Asking, rows_at

pytestmark = pytest.mark.django_db
WEEK = date(2026, 5, 11)


def brief_of(user: Any, week: date = WEEK, **cleaned: Any) -> Brief:
    now = timezone.now()
    return read_brief(
        user=user,
        week=week,
        cleaned=cleaned,
        freshness=read_freshness(now),
        now=now,
        is_latest=week == WEEK,
    )


def test_each_number_counts_the_rows_behind_it(demo: dict[str, Any]) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    for week in (WEEK, WEEK - timedelta(weeks=5)):
        brief = brief_of(demo[ADMIN], week)
        counted = [line for line in brief.lines if line.is_count]
        assert len(counted) >= 14
        assert sum(line.finding.value or 0 for line in counted) > 100
        for line in counted:
            assert rows_at(client, line.href) == line.finding.value, line.label


def test_figures_are_those_of_the_cards(demo: dict[str, Any]) -> None:
    """The week of the brief is the one before that of the dashboards."""
    user = demo[ADMIN]
    scope, _form = scope_of(Asking(user), {"weeks": "12"}, timezone.now())
    brief = {one.figure.name: one for one in brief_of(user).lines}
    for figure in all_figures():
        chart = CARDS[figure.card].read(scope).chart
        values = dict(
            zip(
                chart["x"], chart["series"][figure.series]["data"], strict=True
            )
        )
        shown = brief[figure.name].finding.value
        assert shown == values[WEEK.isoformat()], figure.name


def test_series_are_what_the_brief_calls_them(demo: dict[str, Any]) -> None:
    named = {}
    scope, _form = scope_of(Asking(demo[ADMIN]), {}, timezone.now())
    for figure in all_figures():
        chart = CARDS[figure.card].read(scope).chart
        named[figure.name] = chart["series"][figure.series]["name"]
    assert named["cooling"] == "降温"
    assert named["returned"] == "回归"
    assert named["asked"] != named["answered"]


def test_a_filter_leaves_figures_of_the_whole_marked(
    demo: dict[str, Any],
) -> None:
    brief = brief_of(demo[ADMIN], city="上海")
    cards = {
        card.spec.name: card.is_unfiltered
        for one in brief.sections
        for card in one.cards
    }
    assert cards["active"] is False
    assert cards["questions"] is True
    whole = brief_of(demo[ADMIN]).values["active"]
    assert brief.values["active"] is not None
    assert whole is not None
    assert brief.values["active"] < whole


def test_a_week_that_the_night_knows_in_part_is_not_judged(
    demo: dict[str, Any],
) -> None:
    now = timezone.now()
    part = replace(read_freshness(now), business_date=date(2026, 5, 14))
    save_targets(
        values={"active": 1_000_000}, user=demo[LEAD], now=timezone.now()
    )
    brief = read_brief(
        user=demo[ADMIN],
        week=WEEK,
        cleaned={},
        freshness=part,
        now=now,
        is_latest=True,
    )
    active = {line.figure.name: line for line in brief.lines}["active"]
    assert not brief.is_complete
    assert (active.value, active.is_missed) == ("–", False)
    assert active not in brief.headlines


def test_what_changed_since_it_was_sent_is_told(demo: dict[str, Any]) -> None:
    now = timezone.now()
    row = subscribe(
        created_by=demo[LEAD], query="", now=now - timedelta(days=9)
    )
    row.user.email = "lead@example.com"
    row.user.save()
    Channel.objects.get_or_create(
        kind="email", defaults={"name": "邮件", "created_at": now}
    )
    assert send_briefs(now=now) >= 1
    changed = changed_since_sent(demo[LEAD], brief_of(demo[LEAD]), "")
    assert changed is not None
    assert changed.figures == []
    post = Post.objects.visible().filter(is_opening=True).earliest("posted_at")
    Post.objects.filter(pk=post.pk).update(
        posted_at=datetime(2026, 5, 12, 4, tzinfo=UTC)
    )
    changed = changed_since_sent(demo[LEAD], brief_of(demo[LEAD]), "")
    assert changed is not None
    assert len(changed.figures) == 1
    assert "新开主题" in changed.figures[0]


def test_targets_are_compared_without_a_filter(demo: dict[str, Any]) -> None:
    save_targets(
        values={"active": 1_000_000, "cooling": 1_000_000},
        user=demo[LEAD],
        now=timezone.now(),
    )
    lines = {line.figure.name: line for line in brief_of(demo[ADMIN]).lines}
    assert lines["active"].is_missed
    assert not lines["cooling"].is_missed
    assert lines["active"] in brief_of(demo[ADMIN]).headlines
    filtered = brief_of(demo[ADMIN], city="上海")
    assert all(line.aim is None for line in filtered.lines)
    save_targets(values={"active": None}, user=demo[LEAD], now=timezone.now())
    assert FigureTarget.objects.get().figure == "cooling"


def test_the_page_prints_and_shows_every_section(demo: dict[str, Any]) -> None:
    client = Client()
    client.force_login(demo[LEAD])
    page = client.get("/briefs/")
    text = page.content.decode()
    for section in SECTIONS:
        assert f'id="section-{section.name}"' in text
    assert page.context["brief"].week == WEEK
    assert page.context["brief"].is_complete
    before = client.get("/briefs/?week=2026-05-05").context["brief"]
    assert before.week == WEEK - timedelta(weeks=1)
    for wrong in ("2026-05-20", "1999-01-01", "rubbish", "9999-12-31"):
        shown = client.get("/briefs/", {"week": wrong}).context["brief"]
        assert shown.week == WEEK, wrong


def test_a_week_before_any_night_says_so(demo: dict[str, Any]) -> None:
    brief = brief_of(demo[ADMIN], date(2020, 1, 6))
    active = {line.figure.name: line for line in brief.lines}["active"]
    assert active.finding.verdict == Verdict.NO_DATA
    assert active.value == "–"
