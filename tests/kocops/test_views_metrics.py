"""P45: /metrics says what is wrong, to who may know it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.backups.files import note_done
from common.jobs.lanes import note_beat
from common.jobs.outbox import Outgoing, enqueue
from common.jobs.queue import request_job
from common.models import JobRun, LaneTask, OutboxMessage
from kocops.selectors import metrics as selectors

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-this-test"
REMOTE = "203.0.113.9"


def status(**how: Any) -> int:
    headers = how.pop("headers", {})
    return Client().get("/metrics", headers=headers, **how).status_code


def values() -> dict[str, float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    found = {}
    for line in answer.content.decode().splitlines():
        if not line.startswith("#"):
            name, _space, value = line.rpartition(" ")
            found[name] = float(value)
    return found


@pytest.mark.parametrize(
    ("remote", "headers", "expected"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": REMOTE}, 401),
        ("127.0.0.1", {"X-Forwarded-Proto": "https"}, 401),
        ("127.0.0.1", {"Forwarded": f"for={REMOTE}"}, 401),
        (REMOTE, {}, 401),
        ("", {}, 401),
        (REMOTE, {"Authorization": "Bearer wrong"}, 401),
        (REMOTE, {"Authorization": f"Token {TOKEN}"}, 401),
        (REMOTE, {"Authorization": f"Bearer {TOKEN}"}, 200),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(
    settings: Any,
    remote: str,
    headers: dict[str, str],
    expected: int,
) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert status(REMOTE_ADDR=remote, headers=headers) == expected


def test_an_empty_token_admits_nobody(settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    headers = {"Authorization": "Bearer "}
    assert status(REMOTE_ADDR=REMOTE, headers=headers) == 401


def test_work_that_waits_is_measured(settings: Any) -> None:
    settings.REDIS_URL = ""
    now = timezone.now()
    before = now - timedelta(minutes=5)
    request_job(kind="export_list", arguments={}, user=None, now=before)
    request_job(kind="export_list", arguments={}, user=None, now=now)
    parked = request_job(
        kind="export_list", arguments={}, user=None, now=before
    )
    JobRun.objects.filter(pk=parked.pk).update(state="parked", finished_at=now)
    note = Outgoing("webhook", 1, "note", {"title": "您好"})
    first, _second = enqueue([note, note], now=before)
    OutboxMessage.objects.filter(pk=first.pk).update(
        state="uncertain",
        settled_at=now,
    )
    LaneTask.objects.create(
        lane="night",
        name="missing nights",
        ran_at=before,
        beat_at=before,
        failures=3,
    )
    found = values()
    assert found['kocops_jobs_waiting{lane="requests"}'] == 2
    assert found['kocops_jobs_waiting{lane="night"}'] == 0
    assert 300 <= found['kocops_jobs_oldest_seconds{lane="requests"}'] < 360
    assert found["kocops_jobs_parked"] == 1
    assert found['kocops_outbox_messages{state="uncertain"}'] == 1
    assert found['kocops_outbox_messages{state="waiting"}'] == 1
    assert 300 <= found["kocops_outbox_oldest_seconds"] < 360
    assert found["kocops_outbox_stuck"] == 1
    assert 300 <= found['kocops_lane_beat_age_seconds{lane="night"}'] < 360
    assert found['kocops_task_failures{task="missing nights"}'] == 3
    assert found["kocops_nights_missing"] == 1
    assert found["kocops_feeds_silent"] == 0
    assert found["kocops_database_up"] == 1


def test_settled_messages_are_not_counted() -> None:
    now = timezone.now()
    enqueue([Outgoing("webhook", 1, "note", {})], now=now)
    OutboxMessage.objects.update(state="sent", settled_at=now)
    with CaptureQueriesContext(connection) as queries:
        found = values()
    counted = {name for name in found if "outbox_messages" in name}
    states = ("waiting", "sending", "failed", "uncertain")
    assert counted == {
        f'kocops_outbox_messages{{state="{one}"}}' for one in states
    }
    for query in queries:
        if "GROUP BY" in query["sql"] and "outboxmessage" in query["sql"]:
            assert "WHERE" in query["sql"]


def test_counts_that_cannot_be_opened_are_a_metric(
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert values()["kocops_request_counts_up"] == 1
    (settings.VAR_DIR / "other").mkdir()
    settings.VAR_DIR = settings.VAR_DIR / "other"
    (settings.VAR_DIR / "metrics").write_text("in the way")
    found = values()
    assert found["kocops_request_counts_up"] == 0
    assert found["kocops_database_up"] == 1
    assert "request counts" in caplog.text


def test_the_last_backup_is_a_metric() -> None:
    assert "kocops_backup_timestamp_seconds" not in values()
    note_done()
    found = values()["kocops_backup_timestamp_seconds"]
    assert abs(found - timezone.now().timestamp()) < 60


def test_beat_is_measured_with_celery_only(settings: Any) -> None:
    settings.REDIS_URL = ""
    assert "kocops_beat_up" not in values()
    settings.REDIS_URL = "redis://127.0.0.1:6379/9"
    assert values()["kocops_beat_up"] == 0
    note_beat(timezone.now())
    assert values()["kocops_beat_up"] == 1


def test_requests_are_measured_by_class_and_status() -> None:
    Client().get("/login/")
    Client().get("/api/v1/nothing/")
    found = values()
    assert found['kocops_requests_total{class="page",status="200"}'] == 1
    assert found['kocops_request_duration_seconds_count{class="api"}'] == 1, (
        found
    )


def test_metrics_answer_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise OperationalError("away")

    monkeypatch.setattr(selectors, "pending_migrations", refuse)
    found = values()
    assert found["kocops_database_up"] == 0
    assert "kocops_nights_missing" not in found
