"""Uploads that no open job needs are deleted after a day."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from activity.services.uploads import (
    delete_forgotten_uploads,
    save_upload,
    upload_path,
)
from common.models import JobRun
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db


def upload(folder: str, name: str, *, hours_old: float) -> Path:
    path = settings.MEDIA_ROOT / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("member,occurred_at,kind\n")
    moment = (NOW - timedelta(hours=hours_old)).timestamp()
    os.utime(path, (moment, moment))
    return path


def make_job(path: Path, state: str) -> None:
    finished_at = None if state in JobRun.OPEN else NOW
    JobRun.objects.create(
        kind="ingest_file",
        arguments={"path": str(path)},
        state=state,
        created_at=NOW,
        finished_at=finished_at,
    )


@pytest.mark.parametrize("folder", ["uploads", "imports"])
def test_old_uploads_are_deleted_unless_a_job_needs_them(folder: str) -> None:
    never_mapped = upload(folder, "a", hours_old=25)
    cancelled = upload(folder, "b", hours_old=25)
    waiting = upload(folder, "c", hours_old=25)
    running = upload(folder, "d", hours_old=25)
    recent = upload(folder, "e", hours_old=23)
    make_job(cancelled, "cancelled")
    make_job(waiting, "waiting")
    make_job(running, "running")
    JobRun.objects.create(kind="fit_dormancy", created_at=NOW)

    assert delete_forgotten_uploads(now=NOW) == 2
    assert not never_mapped.exists()
    assert not cancelled.exists()
    assert all(path.exists() for path in (waiting, running, recent))


def test_nothing_was_ever_uploaded() -> None:
    assert delete_forgotten_uploads(now=NOW) == 0


def test_an_upload_that_is_gone_is_asked_for_again(as_role: Any) -> None:
    client, source = as_role("lead"), EventSourceFactory()
    session = client.session
    session["upload:t1"] = {
        "source": source.pk,
        "name": "a.csv",
        "content": "events",
    }
    session.save()
    save_upload(
        [b"member,occurred_at,kind\n"],
        token="t1",
        folder=settings.MEDIA_ROOT,
    )
    assert client.get("/activity/upload/t1/").status_code == 200
    upload_path("t1", settings.MEDIA_ROOT).unlink()
    assert (
        client.get("/activity/upload/t1/").headers["Location"]
        == "/activity/upload/"
    )
