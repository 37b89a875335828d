"""Files of members: previewed, taken in, killed, sent again."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from activity.models import EventSource, IngestBatch, RejectedRow
from activity.rules.limits import NO_LIMITS
from common.jobs.queue import Progress, run_job
from common.models import JobRun
from community.models import CircleMembership
from community.services import member_files
from community.services.member_jobs import (
    ingest_member_file,
    run_member_preview_job,
)
from members.models import Member, MemberIdentity, SyncConflict
from members.services.details import set_detail
from members.services.directory import save_member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
HEADER = (
    "会员ID", "昵称", "手机号", "加入日期", "城市", "车主状态", "车架号", "车型",
    "购车日期", "车机版本", "版本日期", "标签", "圈子", "其他身份",
)  # fmt: skip
WANG = (
    "0012", "山野小王", "13812345678", "2023年5月1日", "杭州", "车主",
    "LSVAU2180N2183294", "海豹", "2023/6/2", "OTA 3.1", "2026-01-05",
    "越野车、露营", "杭州车友会；海豹俱乐部", "forum:77",
)  # fmt: skip
LI = ("0013", "小李", "", "", "", "", "", "", "", "", "", "", "", "")


@pytest.fixture
def source() -> EventSource:
    return EventSourceFactory(name="crm")


def row(*cells: str, **changes: str) -> list[str]:
    """Return a row of a file, with some cells changed by column."""
    values = dict(zip(HEADER, cells or WANG, strict=True))
    return list({**values, **changes}.values())


def write(path: Path, *rows: Any, encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def take(source: EventSource, path: Path, **options: Any) -> IngestBatch:
    return ingest_member_file(
        source=source,
        path=path,
        file_name=path.name,
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: NOW,
        progress=Progress(None),
        limits=NO_LIMITS,
        **options,
    )[0]


def counts(batch: IngestBatch) -> tuple[int, int, int, int]:
    """Return how many members were new, changed, unchanged and refused."""
    return batch.accepted, batch.changed, batch.duplicate, batch.rejected


def preview(source: EventSource, path: Path) -> dict[str, Any]:
    return run_member_preview_job(
        progress=Progress(None),
        clock=lambda: NOW,
        job_id=1,
        source_id=source.pk,
        path=str(path),
        file_name=path.name,
        makes_circles=True,
    )


def test_file_makes_members_with_all_they_have(
    source: EventSource,
    tmp_path: Path,
) -> None:
    batch = take(source, write(tmp_path / "a.csv", row(), row(*LI)))
    assert counts(batch) == (2, 0, 0, 0)
    assert batch.content == "members"
    member = Member.objects.get(nickname="山野小王")
    keys = {str(one) for one in member.identities.all()}
    assert keys == {"crm:0012", "forum:77"}
    assert set(member.tags.values_list("name", flat=True)) == {"越野", "露营"}
    assert member.vehicles.get().software.get().version == "OTA 3.1"
    names = member.circle_memberships.values_list("circle__name", flat=True)
    assert set(names) == {"杭州车友会", "海豹俱乐部"}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_file_sent_again_changes_nothing(
    source: EventSource,
    tmp_path: Path,
    encoding: str,
) -> None:
    path = write(tmp_path / "a.csv", row(), row(*LI), encoding=encoding)
    take(source, path)
    assert counts(take(source, path)) == (0, 0, 2, 0)


def test_workbook_is_read_like_any_file(
    source: EventSource,
    tmp_path: Path,
) -> None:
    book = Workbook()
    book.active.append(list(HEADER))
    book.active.append(row(加入日期=""))
    book.active["D2"] = NOW.replace(tzinfo=None) - timedelta(days=400)
    path = tmp_path / "会员.xlsx"
    book.save(path)
    batch = take(source, path)
    assert counts(batch) == (1, 0, 0, 0)
    assert batch.sheet == "Sheet"
    joined_on = Member.objects.get().joined_on
    assert joined_on == (NOW - timedelta(days=400)).date()


def test_two_rows_of_a_member_give_two_cars(
    source: EventSource,
    tmp_path: Path,
) -> None:
    second = row(车架号="LSVAU2180N2183295", 车型="汉", 购车日期="2025-01-02")
    batch = take(source, write(tmp_path / "a.csv", row(), second))
    assert counts(batch) == (1, 1, 0, 0)
    assert Member.objects.get().vehicles.count() == 2


def test_blank_cell_changes_nothing(
    source: EventSource,
    tmp_path: Path,
) -> None:
    take(source, write(tmp_path / "a.csv", row()))
    batch = take(source, write(tmp_path / "b.csv", row("0012", *LI[1:])))
    assert counts(batch) == (0, 1, 0, 0)
    member = Member.objects.get()
    assert (member.nickname, member.city) == ("小李", "杭州")


def test_killed_import_goes_on_where_it_stopped(
    source: EventSource,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(member_files, "CHUNK_ROWS", 2)
    rows = [row(str(n), f"车友{n}", *LI[2:]) for n in range(5)]
    path = write(tmp_path / "a.csv", *rows)
    store = member_files.store_chunk

    def die_in_second(batch: IngestBatch, *rest: Any) -> Any:
        if batch.received:
            raise KeyboardInterrupt
        return store(batch, *rest)

    monkeypatch.setattr(member_files, "store_chunk", die_in_second)
    with pytest.raises(KeyboardInterrupt):
        take(source, path)
    assert Member.objects.count() == 2
    monkeypatch.setattr(member_files, "store_chunk", store)
    batch = take(source, path)
    assert IngestBatch.objects.get() == batch
    assert counts(batch) == (5, 0, 0, 0)
    assert MemberIdentity.objects.count() == 5


def test_chunk_that_fails_stores_nothing(
    source: EventSource,
    tmp_path: Path,
    monkeypatch: Any,
) -> None:
    def fail(**_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(member_files, "save_rejected_rows", fail)
    with pytest.raises(RuntimeError):
        take(source, write(tmp_path / "a.csv", row()))
    assert not Member.objects.exists()
    assert not CircleMembership.objects.exists()


def test_bad_cells_are_named_with_line_and_column(
    source: EventSource,
    tmp_path: Path,
) -> None:
    bad = row(
        会员ID="1.23E+17",
        手机号="138****5678",
        加入日期="2024-02-30",
        车主状态="大概是吧",
        车架号="SHORT",
    )
    path = write(tmp_path / "a.csv", row(*LI), bad)
    assert counts(take(source, path)) == (1, 0, 0, 1)
    rejected = RejectedRow.objects.get()
    assert rejected.line == 3
    found = {(one["column"], one["code"]) for one in rejected.faults}
    assert found == {
        ("会员ID", "spreadsheet_value"),
        ("手机号", "masked_value"),
        ("加入日期", "bad_day"),
        ("车主状态", "unknown_owner_status"),
        ("车架号", "bad_vin"),
    }


def test_preview_tells_differences_and_stores_nothing(
    source: EventSource,
    tmp_path: Path,
) -> None:
    take(source, write(tmp_path / "a.csv", row(), row(*LI)))
    member = Member.objects.get(nickname="山野小王")
    member.city = "绍兴"
    save_member(member=member, now=NOW, fields=["city"])
    path = write(
        tmp_path / "b.csv",
        row(昵称="山野老王"),
        row(*LI),
        row("0099", "新人", *LI[2:]),
        row("", "没有编号", *LI[2:]),
    )
    found = preview(source, path)
    assert found["counts"] == {
        "changed": 1,
        "unchanged": 1,
        "created": 1,
        "rejected": 1,
    }
    assert found["changed"] == [
        {
            "line": 2,
            "key": "crm:0012",
            "field": "nickname",
            "before": "山野小王",
            "after": "山野老王",
        },
    ]
    assert found["conflicts"] == [
        {
            "line": 2,
            "key": "crm:0012",
            "field": "city",
            "before": "绍兴",
            "after": "杭州",
        },
    ]
    assert found["wrong"][0]["code"] == "missing_value"
    assert Member.objects.count() == 2
    assert not SyncConflict.objects.exists()
    json.dumps(found)


def test_spreadsheet_damage_is_left_out_unless_ticked(
    source: EventSource,
    tmp_path: Path,
) -> None:
    take(source, write(tmp_path / "a.csv", row(昵称="0012", 城市="杭州")))
    path = write(tmp_path / "b.csv", row(昵称="12", 城市="#N/A"))
    found = preview(source, path)
    assert [one["field"] for one in found["left_out"]] == ["nickname", "city"]
    batch = take(source, path)
    assert counts(batch) == (0, 0, 1, 0)
    assert {"code": "member_left_out", "count": 1} in batch.notes
    assert Member.objects.get().nickname == "0012"
    take(source, path, accepted=["2:nickname"])
    member = Member.objects.get()
    assert (member.nickname, member.city) == ("12", "杭州")


def test_objects_of_the_api_come_in_as_lines(
    source: EventSource,
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.ndjson"
    lines = [
        {"identity": "crm:1", "vehicles": [{"model_series": "海豹"}]},
        {"identity": "crm:2", "city": "宁波"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    assert counts(take(source, path)) == (2, 0, 0, 0)
    assert Member.objects.get(city="").owner_status == "owner"


def test_page_previews_then_takes_the_file_in(
    source: EventSource,
    tmp_path: Path,
    as_role: Any,
) -> None:
    client = as_role("analyst")
    content = write(tmp_path / "a.csv", row(), row(*LI)).read_bytes()
    answer = client.post(
        "/member-files/new/",
        {
            "source": source.pk,
            "file": SimpleUploadedFile("会员.csv", content),
            "makes_circles": "on",
        },
    )
    job = JobRun.objects.get(kind="preview_member_file")
    assert client.get(answer.url).status_code == 200
    run_job(job_id=job.pk, clock=lambda: NOW)
    page = client.get(answer.url).content.decode()
    assert "会员ID" in page
    assert not Member.objects.exists()
    result = client.post(f"/member-files/{job.pk}/take/")
    taking = JobRun.objects.get(kind="ingest_member_file")
    assert client.get(result.url).status_code == 200
    run_job(job_id=taking.pk, clock=lambda: NOW)
    taking.refresh_from_db()
    assert taking.state == "done", taking.failure
    assert (
        client.get(result.url).url
        == f"/activity/batches/{taking.result['batch']}/"
    )
    assert Member.objects.count() == 2


def test_file_without_an_id_column_is_refused_with_its_columns(
    source: EventSource,
    tmp_path: Path,
    as_role: Any,
) -> None:
    client = as_role("analyst")
    answer = client.post(
        "/member-files/new/",
        {
            "label": "线下签到表",
            "file": SimpleUploadedFile(
                "a.csv", "城市,备注\n杭州,x\n".encode()
            ),
        },
    )
    job = JobRun.objects.get(kind="preview_member_file")
    run_job(job_id=job.pk, clock=lambda: NOW)
    page = client.get(answer.url).content.decode()
    assert "城市, 备注" in page


def test_example_of_a_template_is_no_member(
    source: EventSource,
    tmp_path: Path,
    as_role: Any,
) -> None:
    client = as_role("analyst")
    for form in ("xlsx", "csv"):
        answer = client.get(f"/member-files/template/?format={form}")
        content = b"".join(answer) if answer.streaming else answer.content
        path = tmp_path / f"a.{form}"
        path.write_bytes(content)
        assert counts(take(source, path)) == (0, 0, 0, 0)
    assert not Member.objects.exists()


def test_preview_masks_both_phones_of_a_conflict(
    source: EventSource,
    tmp_path: Path,
) -> None:
    take(source, write(tmp_path / "a.csv", row()))
    set_detail(
        member_id=Member.objects.get().pk,
        kind="phone",
        value="13900001111",
        now=NOW,
    )
    found = preview(source, write(tmp_path / "b.csv", row()))
    (conflict,) = found["conflicts"]
    shown = (conflict["field"], conflict["before"], conflict["after"])
    assert shown == ("phone", "139****1111", "138****5678")
