"""Refused rows about members: masked for every reader, whole in the file of those
who may mend them.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from activity.models import EventSource, IngestBatch, RejectedRow
from activity.rules.limits import NO_LIMITS
from common.jobs.queue import Progress
from common.models import JobRun
from common.security.access import ACCESS, LEADS, STAFF, Access
from community.services.member_jobs import (
    ingest_member_file,
    run_member_preview_job,
)
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
HEADER = (
    "会员ID",
    "昵称",
    "手机号",
    "姓名",
    "邮箱",
    "unionid",
    "车架号",
    "车型",
)
PERSONAL = (
    "1381234567812345678", "欧阳小明" * 20, "wang at example.com", "u" * 140,
    "LSVAU2180N21832941",
)  # fmt: skip
ROW = ("0012", "山野小王", *PERSONAL, "海豹")


def write(path: Path, *rows: Any) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def take(source: EventSource, path: Path) -> IngestBatch:
    return ingest_member_file(
        source=source,
        path=path,
        file_name=path.name,
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: NOW,
        progress=Progress(None),
        limits=NO_LIMITS,
    )[0]


@pytest.fixture
def source() -> EventSource:
    return EventSourceFactory(name="crm", platform="app")


@pytest.fixture
def batch(source: EventSource, tmp_path: Path) -> IngestBatch:
    return take(source, write(tmp_path / "a.csv", HEADER, ROW))


def shown_of(text: str) -> list[str]:
    """Return the personal values of the row that stand in a text."""
    return [value for value in PERSONAL if value[:10] in text]


@pytest.mark.parametrize("role", sorted(STAFF))
def test_batch_page_masks_what_is_personal(
    batch: IngestBatch,
    as_role: Any,
    role: str,
) -> None:
    page = as_role(role).get(batch.get_absolute_url()).content.decode()
    assert "欧*****" in page
    assert shown_of(page) == []


def test_old_rows_are_masked_and_read(
    batch: IngestBatch,
    as_role: Any,
) -> None:
    fault = {"code": "bad_phone", "column": "手机号", "value": PERSONAL[0]}
    batch.rejected_rows.update(
        faults=[fault],
        raw=json.dumps(dict(zip(HEADER, ROW, strict=True))),
    )
    client = as_role("analyst")
    page = client.get(batch.get_absolute_url()).content.decode()
    assert shown_of(page) == []
    address = reverse("activity:batch_errors", args=[batch.pk])
    file = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    assert PERSONAL[1] in file


def test_database_keeps_nothing_personal_in_clear(batch: IngestBatch) -> None:
    row = RejectedRow.objects.get(batch=batch)
    stored = row.raw + json.dumps(row.faults, ensure_ascii=False)
    codes = {fault["column"] for fault in row.faults}
    assert codes == set(HEADER[2:7])
    assert shown_of(stored) == []
    assert json.dumps(PERSONAL[1]).strip('"') not in stored


def test_error_file_is_mended_and_taken_in(
    batch: IngestBatch,
    source: EventSource,
    as_role: Any,
    tmp_path: Path,
) -> None:
    address = reverse("activity:batch_errors", args=[batch.pk])
    answer = as_role("analyst").get(address)
    file = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(file))
    assert tuple(row[: len(ROW)]) == ROW
    row[2:7] = ["13812345678", "欧阳小明", "", "", "LSVAU2180N2183294"]
    mended = take(source, write(tmp_path / "b.csv", header, row))
    assert (mended.accepted, mended.rejected) == (1, 0)
    assert Member.objects.get().nickname == "山野小王"


def test_error_file_is_for_those_who_import_members(
    batch: IngestBatch,
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = Access(read=LEADS, write=LEADS)
    monkeypatch.setitem(ACCESS, "community:member_upload", row)
    address = reverse("activity:batch_errors", args=[batch.pk])
    assert as_role("analyst").get(address).status_code == 403
    assert as_role("lead").get(address).status_code == 200


def preview_of(
    user: Any,
    source: EventSource,
    path: Path,
) -> JobRun:
    result = run_member_preview_job(
        progress=Progress(None),
        clock=lambda: NOW,
        job_id=1,
        source_id=source.pk,
        path=str(path),
        file_name=path.name,
        makes_circles=True,
    )
    return JobRun.objects.create(
        kind="preview_member_file",
        arguments={"file_name": path.name, "path": str(path)},
        state=JobRun.State.DONE,
        requested_by=user,
        created_at=NOW,
        finished_at=NOW,
        result=result,
    )


def test_preview_masks_what_is_personal(
    source: EventSource,
    as_role: Any,
    accounts: dict[str, Any],
    tmp_path: Path,
) -> None:
    path = write(tmp_path / "a.csv", HEADER, ROW)
    job = preview_of(accounts["analyst"], source, path)
    assert len(job.result["wrong"]) == len(PERSONAL)
    assert shown_of(json.dumps(job.result, ensure_ascii=False)) == []
    address = reverse("community:member_file", args=[job.pk])
    page = as_role("analyst").get(address).content.decode()
    assert "欧*****" in page
    assert shown_of(page) == []


@pytest.mark.parametrize("name", ["job_progress", "community:member_file"])
def test_preview_is_for_who_asked_and_for_leads(
    source: EventSource,
    as_role: Any,
    accounts: dict[str, Any],
    tmp_path: Path,
    name: str,
) -> None:
    path = write(tmp_path / "a.csv", HEADER, ROW)
    job = preview_of(accounts["analyst"], source, path)
    address = reverse(name, args=[job.pk])
    assert as_role("analyst").get(address).status_code == 200
    assert as_role("lead").get(address).status_code == 200
    JobRun.objects.update(requested_by=accounts["lead"])
    assert as_role("analyst").get(address).status_code == 404
