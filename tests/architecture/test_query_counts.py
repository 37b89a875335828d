"""P29: how many queries each list and page asks, fixed in query_counts.json
and the same for 3 and 30 rows.

After a wanted change write the file anew and read its diff:
UPDATE_QUERY_COUNTS=1 pytest tests/architecture/test_query_counts.py
"""

import json
import os
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sessions
from activity.models import ActivityEvent
from activity.rules.kinds import KINDS
from common.security.access import ACCESS, LEAD
from community.models import Post, PostFeatures
from community.services.circles import join_circle
from insights.models import Segment
from kocops.nightly import run_nightly
from members.models import Member, SoftwareSpell, VehicleOwnership
from members.services.directory import save_member
from tests.architecture.test_access_walk import (
    Made,
    address_of,
    make_owner_score,
    make_rows,
)
from tests.conftest import NOW
from tests.extent import part_of

BASELINE = Path(__file__).with_name("query_counts.json")
FEW, MANY = 3, 30
UPDATES = bool(os.environ.get("UPDATE_QUERY_COUNTS"))
# Whoever writes the file anew learns at once whether few rows ask as often.
SIZES = [MANY, FEW] if UPDATES else part_of([MANY, FEW], one_in=2)
OTHERS = (
    "insights:overview",
    "teamwork:member_page",
    "teamwork:member_panel",
    "teamwork:member_timeline",
    "teamwork:desk",
    "teamwork:team",
    "teamwork:team_desk",
    "teamwork:workload",
    "roles:gear_map",
    "insights:succession",
    "roles:journey",
    "roles:role_proposal_board",
    "lifecycle:dormancy_board",
    "api:freshness",
)
PAGES = sorted(
    name
    for name, row in ACCESS.items()
    if LEAD in row.read
    and (name.endswith(("list", "_detail", "-detail")) or name in OTHERS)
)
MANY_ROWS = {"per_page": "50"}
FIXED = ("teamwork:colleague_list",)
# Whoever was notified of an event comes to their own notification otherwise.
ASKED = {"notifications:event_detail": {"all": "1"}}
REFRESH = (
    "If this is meant: UPDATE_QUERY_COUNTS=1 pytest "
    "tests/architecture/test_query_counts.py, then read the diff."
)


def fill(rows: int, owner: Any) -> Made:
    """A community of so many rows of everything stands; the first member has
    so many of everything too.
    """
    made = [
        make_rows(f"车友{number}", number=number, owner=owner)
        for number in range(rows)
    ]
    # Those whom a row was made for are KOC or nominated, and no candidates.
    for number in range(rows):
        quiet = Member(nickname=f"静{number}", joined_on=date(2020, 1, 1))
        save_member(member=quiet, now=NOW)
        quiet.welcomes.create(
            how="phone", note="n", welcomed_at=NOW, welcomed_by=owner
        )
        make_owner_score(quiet, "n")
    first = made[0]
    Segment.objects.filter(pk=first.segment.pk).update(kind=Segment.Kind.LIST)
    for number, other in enumerate(made[1:], start=1):
        first.member.tags.create(name=f"标签{number}", source="staff")
        first.member.identities.create(platform=f"p{number}", external_id="1")
        car = VehicleOwnership.objects.create(
            member=first.member,
            model_series="星",
            started_on=NOW.date(),
        )
        SoftwareSpell.objects.create(
            vehicle=car,
            version="1",
            started_on=NOW.date(),
        )
        first.segment.spells.create(
            member=other.member,
            started_at=NOW,
            version=1,
            reason=[0],
        )
        join_circle(circle=other.circle, since={first.member.pk: NOW.date()})
        first.night.shards.create(
            generation=first.night.generation,
            number=number,
            first_member=1,
            last_member=1,
        )
        first.batch.rejected_rows.create(
            line=number + 1,
            code="unknown_kind",
            raw="{}",
        )
    _be_active(made)
    # The night counts those who joined before it as newcomers, the list of
    # newcomers those who joined lately by the clock.
    Member.objects.update(joined_on=NOW.date() - timedelta(days=9))
    run_nightly(
        business_date=(NOW - timedelta(days=1)).date(),
        clock=lambda: NOW,
    )
    Member.objects.update(joined_on=timezone.localdate())
    _be_liked(made)
    return first


def _be_liked(made: list[Made]) -> None:
    """Everybody has a work of today that somebody reacted to."""
    today = timezone.now()
    for one in made:
        post = one.member.posts.get()
        Post.objects.filter(pk=post.pk).update(posted_at=today)
        PostFeatures.objects.update_or_create(
            post=post,
            defaults={
                "author": one.member,
                "posted_at": today,
                "reactions": 1,
            },
        )


def _be_active(made: list[Made]) -> None:
    """Everybody was active for twelve weeks, half of them more of late, so
    that all lists have rows.
    """
    events = [
        ActivityEvent(
            source=one.source,
            external_id=f"{week} {copy}",
            member=one.member if copy else made[0].member,
            kind=KINDS[0].number,
            occurred_at=NOW - timedelta(days=7 * week + copy + 1),
            batch=one.batch,
        )
        for number, one in enumerate(made)
        for week in range(12)
        for copy in range(4 if (week > 5) == bool(number % 2) else 2)
    ]
    ActivityEvent.objects.bulk_create(events)


def shown_rows(name: str, response: Any) -> int:
    """Return how many rows a list shows."""
    return len(
        response.json()["results"]
        if name.startswith("api:")
        else response.context["table"].page.object_list,
    )


def count_queries(client: Client, made: Made, *, rows: int) -> dict[str, int]:
    """Return the number of queries of each page; what is read once per process is read before."""
    counts = {}
    for name in PAGES:
        address, asked = (
            address_of(name, made),
            {} if name.startswith("api:") else ASKED.get(name, MANY_ROWS),
        )
        response = client.get(address, asked)
        assert response.status_code == 200, name
        # There are as many colleagues as roles, however many members.
        is_growing = name.endswith("list") and name not in FIXED
        assert not is_growing or shown_rows(name, response) >= rows, name
        with CaptureQueriesContext(connection) as queries:
            client.get(address, asked)
        counts[name] = len(queries)
    return counts


@pytest.mark.timeout(900)
@pytest.mark.django_db
@pytest.mark.parametrize("rows", SIZES)
def test_pages_ask_as_often_as_written_down(
    rows: int,
    as_role: Any,
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A slow machine would store the session in the middle of the walk.
    monkeypatch.setattr(sessions, "NOTED_EVERY", timedelta(hours=1))
    made = fill(rows, accounts[LEAD])
    counts = count_queries(as_role(LEAD), made, rows=rows)
    if UPDATES and rows == MANY:
        BASELINE.write_text(
            json.dumps(counts, indent=2) + "\n",
            encoding="utf-8",
        )
    known = json.loads(BASELINE.read_text("utf-8"))

    other = {
        name: f"{known.get(name)} -> {counts.get(name)}"
        for name in {*known, *counts}
    }
    changed = {
        name: text
        for name, text in other.items()
        if known.get(name) != counts.get(name)
    }
    assert not changed, f"with {rows} rows: {changed}\n{REFRESH}"


@pytest.mark.django_db
def test_a_query_per_row_would_be_counted(accounts: dict[str, Any]) -> None:
    for number in range(FEW):
        make_rows(f"车友{number}", number=number, owner=accounts[LEAD])
    with CaptureQueriesContext(connection) as queries:
        seen = Counter(
            member.primary_contact.username for member in Member.objects.all()
        )

    assert seen == {LEAD: 2 * FEW}
    assert len(queries) == 1 + 2 * FEW
