"""Views for tools of charts: on both databases, equal to what pages show, and
without a personal word.
"""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from community.models import Question
from insights.models import Segment
from kocops.management.commands import migrate
from kocops.reading_views import VIEWS
from kocops.services.reading_views import (
    create_views,
    drop_views,
    existing_views,
    readers_of_views,
)
from lifecycle.models import DormancyState
from members.models import Member
from tests.communities import fill_demo, rows_of_module

pytestmark = pytest.mark.django_db
demo = rows_of_module(fill_demo)
DOCUMENT = Path(__file__).parents[2] / "docs/reading.md"
ROLE = "kocops_test_reader"


def rows_of(name: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}"')
        columns = [one[0] for one in cursor.description]
        return [
            dict(zip(columns, row, strict=True)) for row in cursor.fetchall()
        ]


@pytest.fixture
def views(demo: None, db: None) -> None:
    create_views()


def test_every_view_has_its_columns(views: None) -> None:
    assert existing_views() == [view.name for view in VIEWS]
    filled = 0
    for view in VIEWS:
        rows = rows_of(view.name)
        names = [column.name for column in view.columns]
        assert len(set(names)) == len(names)
        filled += bool(rows)
        if rows:
            assert list(rows[0]) == names
    assert filled >= 9


def test_members_and_states_are_those_of_the_pages(views: None) -> None:
    rows = rows_of("v_member_today")
    assert len(rows) == Member.objects.real_people().count()
    state = DormancyState.State.ACTIVE
    generation = rows_of("v_published_night")[0]["generation"]
    shown = DormancyState.objects.of_generation(generation).filter(state=state)
    assert sum(row["state"] == "active" for row in rows) == shown.count() > 0


def test_questions_and_segments_are_those_of_the_pages(views: None) -> None:
    assert len(rows_of("v_question")) == Question.objects.visible().count() > 0
    counted = 0
    for segment in Segment.objects.filter(archived_at__isnull=True):
        counted += segment.member_count or 0
    assert len(rows_of("v_segment_membership")) == counted > 0


def test_no_view_says_who_somebody_is(views: None) -> None:
    names = set(Member.objects.values_list("nickname", flat=True)) - {""}
    for view in VIEWS:
        for row in rows_of(view.name):
            assert not names & {str(value) for value in row.values()}, (
                view.name
            )


def test_the_document_has_every_column() -> None:
    text = DOCUMENT.read_text("utf-8")
    for view in VIEWS:
        assert f"## {view.name}\nOne row: {view.row}." in text
        for column in view.columns:
            assert f"| `{column.name}` | {column.meaning} |" in text


def test_migrating_takes_them_away_and_makes_them_anew(
    views: None,
) -> None:
    said = StringIO()
    call_command("migrate", "reports", verbosity=0, stdout=said)
    assert existing_views() == [view.name for view in VIEWS]
    drop_views()
    call_command("migrate", "reports", verbosity=0, stdout=said)
    assert existing_views() == []


def test_a_migration_that_fails_or_only_looks_keeps_them(
    views: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call_command("migrate", "--plan", verbosity=0, stdout=StringIO())
    assert len(existing_views()) == len(VIEWS)

    def fail(*_args: Any, **_options: Any) -> None:
        assert existing_views() == [], "taken away meanwhile"
        raise SystemExit(1)

    monkeypatch.setattr(migrate.MigrateCommand, "handle", fail)
    with pytest.raises(SystemExit):
        call_command("migrate", verbosity=0)
    assert len(existing_views()) == len(VIEWS)


def test_views_that_cannot_be_made_are_said(
    views: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(_readers: Any) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(migrate, "create_views", gone)
    said = StringIO()
    call_command("migrate", "reports", verbosity=0, stderr=said)
    assert "manage.py reading_views" in said.getvalue()


def test_the_command_says_what_it_did(demo: None, db: None) -> None:
    said = StringIO()
    call_command("reading_views", stdout=said)
    assert str(len(VIEWS)) in said.getvalue()
    call_command("reading_views", "--drop", stdout=said)
    assert existing_views() == []


@pytest.mark.skipif(connection.vendor == "postgresql", reason="it has roles")
def test_readers_without_roles_are_refused(demo: None, db: None) -> None:
    with pytest.raises(CommandError):
        call_command("reading_views", "--reader", "anybody")


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL has roles"
)
def test_a_reader_sees_the_views_and_no_table(demo: None, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("reading_views", "--reader", ROLE, stdout=StringIO())
        call_command("reading_views", stdout=StringIO())
        cursor.execute(f"REVOKE SELECT ON v_issue FROM {ROLE}")
        call_command("migrate", "reports", verbosity=0)
        found = readers_of_views()
        assert "v_issue" not in found, "as it was"
        assert found["v_question"] == [ROLE]
        call_command("reading_views", "--reader", ROLE, stdout=StringIO())
        assert len(readers_of_views()) == len(VIEWS)
        cursor.execute(
            "SELECT has_table_privilege(%s, 'v_issue', 'SELECT'), "
            "has_table_privilege(%s, 'members_member', 'SELECT')",
            [ROLE, ROLE],
        )
        assert cursor.fetchone() == (True, False)
        for view in VIEWS:
            cursor.execute(f'DROP VIEW "{view.name}"')
        cursor.execute(f"DROP ROLE {ROLE}")
