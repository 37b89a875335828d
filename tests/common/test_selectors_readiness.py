"""/readyz says what pages can do without: disk, beat, night, outbox."""

from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from common.jobs.lanes import beat_state, note_beat
from common.jobs.outbox import Outgoing, enqueue
from common.models import LaneTask, OutboxMessage
from common.selectors import readiness
from common.selectors.readiness import disk_state
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total free")
GIB = 1 << 30


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [
        (100 * GIB, 10 * GIB, "ok"),
        (100 * GIB, 4 * GIB, "low"),
        (10 * GIB, GIB - 1, "low"),
        (10 * GIB, GIB, "ok"),
    ],
)
def test_a_disk_that_is_nearly_full_is_low(
    monkeypatch: pytest.MonkeyPatch,
    total: int,
    free: int,
    state: str,
) -> None:
    usage = Usage(total, free)
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _path: usage)
    assert disk_state() == state


def test_beat_is_known_by_its_last_note(settings: Any) -> None:
    assert beat_state(NOW) == "not used"
    settings.REDIS_URL = "redis://127.0.0.1:6379"
    assert beat_state(NOW) == "never"
    note_beat(NOW)
    note_beat(NOW + timedelta(seconds=30))
    assert beat_state(NOW + timedelta(seconds=100)) == "ok"
    assert beat_state(NOW + timedelta(seconds=121)) == "late"
    assert LaneTask.objects.count() == 1


def test_readyz_names_missing_nights_and_waiting_messages() -> None:
    now = timezone.now()
    waiting = Outgoing("webhook", 1, "note", {"title": "您好"})
    enqueue([waiting], now=now - timedelta(seconds=90))
    later = waiting._replace(not_before=now + timedelta(hours=1))
    enqueue([later], now=now - timedelta(days=1))
    failed = enqueue([waiting], now=now - timedelta(days=2))
    OutboxMessage.objects.filter(pk=failed[0].pk).update(
        state="failed",
        settled_at=now,
    )
    ready = Client().get("/readyz").json()
    assert ready["night"] == {
        "state": "late",
        "business_date": None,
        "missing_nights": 1,
    }
    assert 90 <= ready["outbox"]["oldest_waiting_seconds"] < 120
    assert ready["outbox"]["stuck"] == 1
    assert (ready["beat"], ready["restore"]) == ("not used", "ok")
