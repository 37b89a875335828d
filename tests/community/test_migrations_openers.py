"""Posts and deliveries of before are marked and counted by the migrations."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from activity.models import IngestBatch, RejectedRow
from community.models import Post, Question
from community.services.questions import scan_new_threads
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
EDITOR = SimpleNamespace(connection=connection)


def test_posts_of_before_are_marked_and_read_anew() -> None:
    ingest(
        EventSourceFactory(),
        [
            post_row(10, "mei", "请问胎压多少？", thread="500", minutes=3),
            post_row(9, "lan", "请问哪里保养？", thread="500", minutes=3),
            post_row(8, "lan", "2.5", thread="500", minutes=9),
            post_row(1, "mei", "到家了", minutes=1),
            post_row(2, "lan", "好", thread="p1", minutes=2),
        ],
    )
    scan_new_threads()
    Post.objects.update(is_opening=False)
    Question.objects.all().delete()
    migration = import_module("community.migrations.0017_versions_and_openers")
    migration.mark_openers(apps, EDITOR)
    opening = Post.objects.filter(is_opening=True)
    ids = opening.order_by("external_id").values_list("external_id", flat=True)
    assert list(ids) == ["p1", "p9"]
    scan_new_threads()
    assert Question.objects.get().post.external_id == "p9"


def test_ignored_rows_of_before_are_counted_apart() -> None:
    batch = IngestBatch.objects.create(
        source=EventSourceFactory(),
        channel="page",
        started_at=NOW,
        received=12,
        accepted=1,
        duplicate=2,
        rejected=9,
    )
    for line, code in enumerate(["ignored_kind"] * 2 + ["bad_time"] * 3):
        batch.rejected_rows.create(
            line=line,
            code=code,
            faults=[{"code": code, "column": "kind", "value": "ping"}],
            raw="{}",
        )
    migration = import_module("activity.migrations.0013_batch_counts")
    migration.count_ignored_apart(apps, EDITOR)
    batch.refresh_from_db()
    assert (batch.ignored, batch.rejected, batch.duplicate) == (6, 3, 2)
    assert batch.ignored_kinds == {"ping": 2, "…": 4}
    codes = set(RejectedRow.objects.values_list("code", flat=True))
    assert codes == {"bad_time"}
