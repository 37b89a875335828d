"""A file of events goes in by page: mapping, progress, what was rejected and why, the mended file again."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from activity.models import IngestBatch
from common.models import JobRun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_file_is_taken_in_and_its_rejected_rows_come_back(
    desk: Any, live_server: Any, community: date, tmp_path: Path
) -> None:
    file = tmp_path / "六月.csv"
    good = "".join(f"n{n},u{n % 5},{community}T10:00:00,like\n" for n in range(40))
    file.write_text(f"编号,用户,时间,动作\n{good}x1,u1,not a time,like\nx2,,{community}T10:00:00,dance\n")
    desk.goto(f"{live_server.url}/activity/upload/")
    desk.select_option("#id_source", index=1)
    desk.set_input_files("#id_file", str(file))
    desk.click("main form .btn-primary")
    desk.wait_for_url(re.compile("/upload/[0-9a-f]+"))
    for field, column in (("external_id", "编号"), ("member", "用户"), ("occurred_at", "时间"), ("kind", "动作")):
        desk.select_option(f"#id_{field}", column)
    desk.click("main form .btn-primary")
    desk.wait_for_selector(".job")
    call_command("work", "--once")
    assert JobRun.objects.get(kind="ingest_file").state == "done"
    batch = IngestBatch.objects.get(channel="page")
    assert (batch.received, batch.accepted, batch.rejected) == (42, 40, 2)
    desk.goto(f"{live_server.url}/activity/batches/{batch.pk}/")
    shown = desk.inner_text("main")
    assert "not a time" in shown
    assert "dance" in shown
    with desk.expect_download() as download:
        desk.click("a[download]")
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("编号,用户,时间,动作,_line,_code")
    assert len(lines) == 3
