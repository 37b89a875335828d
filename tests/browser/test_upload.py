"""A file of events goes in by page: mapping, progress, what was rejected and
why, the mended file again.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from activity.models import IngestBatch
from common.models import JobRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_file_is_taken_in_and_its_rejected_rows_come_back(
    desk: Any,
    live_server: Any,
    community: date,
    tmp_path: Path,
) -> None:
    file = tmp_path / "六月.csv"
    good = "".join(
        f"n{n},u{n % 5},{community}T10:00:00,like\n" for n in range(40)
    )
    file.write_text(
        f"编号,用户,时间,动作\n{good}"
        f"x1,u1,not a time,like\n"
        f"x2,,{community}T10:00:00,like\n"
        f"x3,u1,{community}T10:00:00,dance\n",
    )
    desk.goto(f"{live_server.url}/activity/upload/")
    desk.fill("#id_label", "车主App")
    desk.set_input_files("#id_file", str(file))
    desk.click("main form .btn-primary")
    desk.wait_for_url(re.compile("/upload/[0-9a-f]+"))
    for field, column in (
        ("external_id", "编号"),
        ("member", "用户"),
        ("occurred_at", "时间"),
        ("kind", "动作"),
    ):
        assert desk.input_value(f"#id_{field}") == column
    desk.select_option("#questions select", "-")
    desk.click("main form.upload-columns .btn-primary")
    desk.wait_for_selector(".job")
    call_command("work", "--once")
    assert JobRun.objects.get(kind="ingest_file").state == "done"
    batch = IngestBatch.objects.get(channel="page")
    assert (batch.received, batch.accepted) == (43, 40)
    assert (batch.rejected, batch.ignored) == (2, 1)
    desk.wait_for_url(re.compile(f"/batches/{batch.pk}/"))
    shown = desk.inner_text("main")
    assert "not a time" in shown
    with desk.expect_download() as download:
        desk.click("a[download]")
    lines = (
        Path(download.value.path())
        .read_text(encoding="utf-8-sig")
        .splitlines()
    )
    assert lines[0].startswith("编号,用户,时间,动作,_line,_code")
    assert len(lines) == 3


def test_a_workbook_asks_for_what_it_does_not_say(
    desk: Any,
    live_server: Any,
    tmp_path: Path,
) -> None:
    file = tmp_path / "签到.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["车友", "何时", "做了什么", "渠道"])
    for number in range(6):
        sheet.append([f"00{number}", f"5/{number + 1}/2026", "盖楼", "围观"])
    book.save(file)
    desk.goto(f"{live_server.url}/activity/upload/")
    desk.select_option("#id_source", "")
    desk.fill("#id_label", "签到表")
    desk.set_input_files("#id_file", str(file))
    desk.click("main form .btn-primary")
    desk.wait_for_url(re.compile("/upload/[0-9a-f]+"))
    assert desk.input_value("#id_member") == ""
    desk.select_option("#id_member", "车友")
    desk.select_option("#id_occurred_at", "何时")
    desk.wait_for_selector("#questions input[value=month_first]")
    desk.select_option("#id_kind", "做了什么")
    desk.wait_for_selector("#questions select")
    desk.select_option("#questions select", "reply")
    desk.check("#questions input[value=month_first]")
    desk.click("main form.upload-columns .btn-primary")
    desk.wait_for_selector(".job")
    call_command("work", "--once")
    batch = IngestBatch.objects.get(channel="page")
    assert (batch.received, batch.accepted) == (6, 6)
    assert batch.source.time_format == "month_first"
    assert batch.source.kinds == {"盖楼": "reply"}
