"""Rows are deleted when the days of their declaration are over."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from activity.models import IngestBatch, RejectedRow
from common.personal.retention import enforce_retention, preview_retention
from kocops.schedule import SCHEDULE
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
DAYS = 90


def reject(age: timedelta) -> RejectedRow:
    batch = IngestBatch.objects.create(
        source=EventSourceFactory(),
        channel="page",
        started_at=NOW - age,
        received=1,
        rejected=1,
    )
    row: RejectedRow = batch.rejected_rows.create(
        line=1,
        code="unknown_kind",
        faults=[],
        raw="13812345678",
    )
    return row


def test_older_rows_go_and_younger_stay() -> None:
    reject(timedelta(days=DAYS, seconds=1))
    young = reject(timedelta(days=DAYS))
    due = {one.model: one.rows for one in preview_retention(NOW)}
    assert due[RejectedRow] == 1
    assert enforce_retention(NOW) == {"activity.RejectedRow": 1}
    assert RejectedRow.objects.get() == young
    assert enforce_retention(NOW) == {}


def test_a_dry_run_deletes_nothing() -> None:
    reject(timedelta(days=4000))
    said = StringIO()
    call_command("enforce_retention", "--dry-run", stdout=said)
    assert "activity.RejectedRow: 1 older than 90 days" in said.getvalue()
    assert RejectedRow.objects.exists()


def test_it_runs_daily() -> None:
    assert SCHEDULE["retention"].lane == "requests"
