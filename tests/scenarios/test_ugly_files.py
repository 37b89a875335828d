"""Every ugly file is read, or refused by name: by the reader, by command, by page."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from activity.models import ActivityEvent, IngestBatch
from activity.rules.drafts import REQUIRED, EventRowParser, SourceMapping
from activity.selectors.file_rules import rules_of_table, wanted_names
from common.errors import DomainError
from common.files.tables import open_table
from common.rules.moments import TimeFormat
from common.rules.rows import RejectedDraft
from tests.activity.uploads import take_in, upload
from tests.scenarios.ugly_files import UGLY, Ugly, one

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def written(folder: Path, ugly: Ugly) -> Path:
    path = folder / ugly.name
    path.write_bytes(ugly.content)
    return path


def rules_of(ugly: Ugly) -> SourceMapping:
    return SourceMapping(
        columns=ugly.settings.get("columns", {}),
        kinds=ugly.settings.get("kinds", {}),
        zone=ZoneInfo("Asia/Shanghai"),
        now=NOW,
        time_format=TimeFormat(ugly.settings.get("time_format", "auto")),
    )


def read(path: Path, ugly: Ugly) -> tuple[list[Any], list[str]]:
    """Return the drafts of a file and the codes for which its rows are refused."""
    drafts = []
    codes = []
    rules = rules_of(ugly)
    with open_table(path, ugly.name, wanted=wanted_names(rules)) as table:
        rules = rules_of_table(rules, table, required=REQUIRED)
        parser = EventRowParser(rules)
        for line, raw in table.rows:
            draft = raw
            if not isinstance(raw, RejectedDraft):
                draft = parser.read(raw, line)
            if isinstance(draft, RejectedDraft):
                codes += [fault.code for fault in draft.faults]
            else:
                drafts.append(draft)
    return drafts, codes


@pytest.mark.parametrize("name", UGLY)
def test_what_becomes_of_each_file(name: str, tmp_path: Path) -> None:
    ugly = UGLY[name]
    path = written(tmp_path, ugly)
    if ugly.error:
        with pytest.raises(DomainError) as refused:
            read(path, ugly)
        assert refused.value.code == ugly.error
        return
    drafts, codes = read(path, ugly)
    assert (len(drafts), tuple(codes)) == (ugly.accepted, ugly.refused)


def test_there_are_at_least_sixty_of_them() -> None:
    assert len(UGLY) >= 60


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("utf-16 without a mark", {"阿宽", "小葵"}),
        ("gb18030", {"阿宽", "小葵"}),
        ("invisible characters around an id", {"ada"}),
        ("the table behind two other sheets", {"ada", "bob"}),
        ("real dates and numbers", {"10023"}),
        ("a number shown with zeros", {"000012"}),
        (
            "cells as other programs write them",
            {"10023", "765432109876543219"},
        ),
    ],
)
def test_ids_are_read_as_they_were_written(
    name: str,
    members: set[str],
    tmp_path: Path,
) -> None:
    drafts, _codes = read(written(tmp_path, UGLY[name]), UGLY[name])
    assert {draft.member for draft in drafts} == members


BY_COMMAND = (
    "utf-16 as Excel saves Unicode text",
    "gb18030 with a broken byte",
    "blanks around the names",
    "a title above the header",
    "an id of which 15 digits are left",
    "days in a declared order",
    "kinds in our words",
    "real dates and numbers",
    "the table behind two other sheets",
    "cells as other programs write them",
    "a name twice",
    "a web page called xls",
)


@pytest.mark.parametrize("name", BY_COMMAND)
def test_a_command_does_the_same(
    name: str,
    tmp_path: Path,
    db: None,
) -> None:
    ugly = UGLY[name]
    options = ["--source", "ugly", "--time-zone", "Asia/Shanghai"]
    if "time_format" in ugly.settings:
        options += ["--time-format", ugly.settings["time_format"]]
    path = str(written(tmp_path, ugly))
    if ugly.error:
        with pytest.raises(CommandError, match=ugly.error):
            call_command("ingest_events", path, *options)
        assert not IngestBatch.objects.exists()
        return
    call_command("ingest_events", path, *options)
    batch = IngestBatch.objects.get()
    assert ActivityEvent.objects.count() == ugly.accepted
    codes = batch.rejected_rows.values_list("code", flat=True)
    assert Counter(codes) == Counter(ugly.refused)


BY_PAGE = (
    "utf-16 without a mark",
    "semicolons and commas in the values",
    "capitals and full width",
    "a merged title",
    "the table behind two other sheets",
    "times of a Chinese spreadsheet",
    "an id of which 15 digits are left",
)


@pytest.mark.parametrize("name", BY_PAGE)
def test_a_page_does_the_same(name: str, as_role: Any) -> None:
    ugly = UGLY[name]
    client = as_role("analyst")
    file = SimpleUploadedFile(ugly.name, ugly.content)
    batch = take_in(client, upload(client, file)["Location"])
    assert batch.accepted == ugly.accepted
    codes = batch.rejected_rows.values_list("code", flat=True)
    assert Counter(codes) == Counter(ugly.refused)


@pytest.mark.parametrize(
    "name",
    [
        "a name twice",
        "full-width commas",
        "a web page called xls",
        "values without a name",
    ],
)
def test_a_page_refuses_a_file_where_it_is_uploaded(
    name: str,
    as_role: Any,
) -> None:
    file = SimpleUploadedFile(UGLY[name].name, UGLY[name].content)
    answer = upload(as_role("analyst"), file)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_a_command_makes_members_of_its_platform(
    tmp_path: Path,
    db: None,
) -> None:
    path = str(written(tmp_path, UGLY["semicolons"]))
    zone = ("--time-zone", "Asia/Shanghai")
    call_command("ingest_events", path, "--source", "app", *zone)
    shared = ("--source", "web", "--platform", "app", *zone)
    call_command("ingest_events", path, *shared)
    batches = IngestBatch.objects.order_by("pk")
    assert [batch.created_members for batch in batches] == [2, 0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_kinds_are_mapped_by_a_file_as_spreadsheets_save_it(
    encoding: str,
    tmp_path: Path,
    db: None,
) -> None:
    kinds = tmp_path / "kinds.csv"
    kinds.write_bytes("打赏;like\r\n 围观 ;-\r\n".encode(encoding))
    path = tmp_path / "a.csv"
    path.write_bytes(
        one(kind="打赏") + b"bob,2026-03-14 9:00,\xe5\x9b\xb4\xe8\xa7\x82"
    )
    zone = ("--time-zone", "Asia/Shanghai", "--kinds", str(kinds))
    call_command("ingest_events", str(path), "--source", "ugly", *zone)
    batch = IngestBatch.objects.get()
    assert (batch.accepted, batch.ignored) == (1, 1)
