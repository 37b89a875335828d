"""Days are those of the business, whichever time zone a reader has chosen:
every page of the demo community says the same days in three zones.
"""

import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alerts.models import Issue
from common.security.access import ADMIN
from community.models import Circle, Question
from insights.models import Segment
from members.models import Member
from teamwork.models import Handover, Nomination
from tests.common.test_ui_pages_tabs import list_pages
from tests.extent import part_of

pytestmark = pytest.mark.django_db
# In Shanghai half past one at night; in the other zones it is still the day before.
HALF_PAST_ONE = datetime(2026, 5, 20, 17, 30, tzinfo=UTC)
ZONES = part_of(("Asia/Shanghai", "UTC", "Europe/Berlin"), one_in=2)
OTHER_PAGES = (
    "insights:overview",
    "teamwork:desk",
    "teamwork:workload",
    "roles:gear_map",
    "roles:journey",
    "insights:succession",
    "alerts:state_board",
    "start",
)
# A day that no clock time follows; a moment may be shown in the reader's zone.
DAY = re.compile(r"\d{4}-\d\d-\d\d(?![T ]\d\d:\d\d)")
NOT_SHOWN = re.compile(
    r'<(script|style)\b.*?</\1>|datetime="[^"]*"|value="[^"]*"',
    re.DOTALL,
)


@pytest.fixture
def pages(demo: dict[str, Any], time_machine: Any) -> list[str]:
    """The addresses of the demo community, in a night in which one zone is a day behind."""
    time_machine.move_to(HALF_PAST_ONE, tick=False)
    rows: list[Any] = []
    for model in (Member, Question, Segment, Circle, Handover):
        rows += model.objects.order_by("pk")[:4]
    rows += Issue.objects.unmerged().order_by("pk")[:4]
    rows += Nomination.objects.order_by("pk")[:3]
    return [
        *(reverse(name) for name in (*list_pages(), *OTHER_PAGES)),
        *(row.get_absolute_url() for row in rows),
    ]


def days_of(client: Client, address: str) -> Counter[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    html = NOT_SHOWN.sub("", answer.content.decode())
    return Counter(DAY.findall(html))


def test_every_page_says_the_same_days_in_every_zone(
    pages: list[str],
    demo: dict[str, Any],
) -> None:
    client = Client()
    client.force_login(demo[ADMIN])
    differing, seen = [], 0
    for address in pages:
        days = []
        for zone in ZONES:
            client.cookies["kocops_time_zone"] = zone
            days.append(days_of(client, address))
        seen += days[0].total()
        for zone, others in zip(ZONES, days, strict=True):
            if others != days[0]:
                more = (others - days[0]) + (days[0] - others)
                differing.append(f"{address} in {zone}: {dict(more)}")
    assert not differing, "\n".join(differing)
    assert seen > 200
