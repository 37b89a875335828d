"""A small community behind a live server, and Debian's Chromium in front of it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from alerts.services.post_classification import classify_new_posts
from common.models import OutboxMessage
from common.security.access import LEAD
from community.models import Circle
from community.services.circles import join_circle
from community.services.questions import scan_new_threads
from insights.models import WebhookEndpoint
from insights.services.segments import save_segment
from insights.services.webhooks import save_endpoint
from kocops.nightly import run_nightly
from lifecycle.labels import BACKTEST_LABELS
from lifecycle.models import DormancyBacktest
from members.models import Member, VehicleOwnership
from members.services.directory import save_member
from members.services.vehicles import add_vehicle
from teamwork.services.bulk_changes import change_members
from tests.activity.events import ingest, raw_events
from tests.browser.loop_rows import add_loop_rows
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest as ingest_posts
from tests.factories.community import post_row

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PASSWORD = "看海去露营-2026"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic"],
    }


@pytest.fixture(scope="session")
def kept_communities() -> dict[str, Any]:
    """Contents of the database by name, to begin the next test with."""
    return {}


@pytest.fixture
def community(
    transactional_db: None,
    kept_communities: dict[str, Any],
) -> date:
    """Twelve members with 200 days of activity up to yesterday, one night, a circle and a lead."""
    today = str(timezone.localdate())
    kept = kept_communities.get(today)
    if kept is not None:
        kept.backup(connection.connection)
        return timezone.localdate() - timedelta(days=1)
    yesterday = fill_community()
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)
        kept_communities[today] = copy
    return yesterday


def fill_community() -> date:
    """Write the rows of the community; return its last day."""
    now, yesterday = timezone.now(), timezone.localdate() - timedelta(days=1)
    user = get_user_model().objects.create_user(
        username="lead",
        password=PASSWORD,
    )
    user.groups.add(Group.objects.get_or_create(name=LEAD)[0])
    ingest(
        EventSourceFactory(),
        raw_events(members=12, count=900, last=yesterday, days=200),
        now,
    )
    member = Member.objects.order_by("pk").first()
    member.nickname, member.city = "海边的陈师傅", "上海"
    save_member(member=member, now=now)
    add_vehicle(
        vehicle=VehicleOwnership(
            member=member,
            model_series="星澜 S5",
            vin="LXL00000000000042",
            started_on=yesterday,
        ),
    )
    circle = Circle.objects.create(
        name="上海车友会",
        kind="chapter",
        city="上海",
    )
    join_circle(circle=circle, since={member.pk: yesterday})
    words = (
        "升级之后蓝牙钥匙失灵，打不开车门",
        "我的也是，尤其是在地下车库",
        "地下车库里手机钥匙没反应，解锁失灵",
    )
    at = now - timedelta(days=2)
    ingest_posts(
        EventSourceFactory(),
        [
            post_row(n, f"u{n}", text, occurred_at=at.isoformat())
            for n, text in enumerate(words)
        ],
        now,
    )
    ingest_posts(
        EventSourceFactory(),
        [
            post_row(
                9,
                "u3",
                "请问导航声音怎么时有时无？",
                occurred_at=at.isoformat(),
            ),
        ],
        now,
    )
    classify_new_posts(now=now)
    scan_new_threads()
    add_loop_rows(user, now)
    rule = {
        "all": [
            {"field": "city", "is": ["上海"]},
            {"not": {"field": "tag", "is": ["露营"]}},
        ],
    }
    save_segment(
        segment=None,
        name="上海会员",
        note="",
        rule=rule,
        now=now,
        user=user,
    )
    webhook = WebhookEndpoint(name="CRM", url="https://example.com/kocops")
    save_endpoint(endpoint=webhook, now=now, user=user)
    change_members(
        kind="tag",
        subject="摄影",
        parameters={"name": "摄影"},
        member_ids=[member.pk],
        user=user,
        now=now,
    )
    run_nightly(business_date=yesterday, clock=timezone.now)
    judged = dict.fromkeys(BACKTEST_LABELS, 0.5) | {"rows": 7707}
    stability = {
        "changes": 585,
        "changes_per_member_year": 0.79,
        "became_dormant": 104,
    }
    figures = {
        "score": judged,
        "refitted": judged,
        "monthly": judged,
        "stability": stability,
        "total": 12,
    }
    figures |= {"curve": [[n / 10, n / 10, 770] for n in range(10)]}
    DormancyBacktest.objects.create(
        policy_version=1,
        business_date=yesterday,
        created_at=now,
        members=12,
        figures=figures,
    )
    OutboxMessage.objects.to("webhook", webhook.pk).first().attempts.create(
        attempted_at=now,
        status=500,
        fault="refused",
        milliseconds=42,
    )
    return yesterday


@pytest.fixture
def foreign_requests(page: Any, live_server: Any) -> Iterator[list[str]]:
    """Addresses outside the server that any page asked for; must stay empty."""
    asked: list[str] = []
    page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((live_server.url, "data:", "blob:"))
            else asked.append(r.url)
        ),
    )
    yield asked
    assert not asked


@pytest.fixture
def console_errors(page: Any) -> Iterator[list[str]]:
    errors: list[str] = []
    page.on(
        "console",
        lambda message: (
            errors.append(message.text) if message.type == "error" else None
        ),
    )
    yield errors
    assert not errors


def leave(page: Any) -> None:
    """End what a page loads later; one that asks again and again is left after
    some seconds.
    """
    with suppress(PlaywrightTimeout):
        page.wait_for_load_state("networkidle", timeout=5_000)
    page.goto("about:blank")


@pytest.fixture
def desk(
    page: Any,
    live_server: Any,
    community: date,
    foreign_requests: list[str],
    console_errors: list[str],
) -> Iterator[Any]:
    """A page that is logged in as the lead and sees the overview in Chinese.

    Parts that a page loads later are waited for, so that no request meets an
    empty database or rows that are being written.
    """
    page.context.add_cookies(
        [
            {
                "name": "django_language",
                "value": "zh-hans",
                "url": live_server.url,
            },
        ],
    )
    page.goto(f"{live_server.url}/login/")
    page.fill("#id_username", "lead")
    page.fill("#id_password", PASSWORD)
    page.click("main form .btn-primary")
    page.wait_for_url("**/overview/")
    page.wait_for_load_state("networkidle")
    yield page
    if not page.is_closed():
        leave(page)
