"""A workbook's cells are what they mean, and survive a spreadsheet that saves them."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext
from openpyxl import load_workbook

from common.ui import sheets
from common.ui.sheets import (
    CHANCE,
    Sheet,
    SheetColumn,
    cell_value,
    number_format,
    sheet_lines,
    sheet_title,
    write_workbook,
)

COLUMNS = (
    SheetColumn("编号"),
    SheetColumn("昵称"),
    SheetColumn("加入日"),
    SheetColumn("最近"),
    SheetColumn("水平", number_format(1)),
    SheetColumn("概率", CHANCE),
)
MOMENT = datetime(2026, 3, 7, 18, 30, 5, 999, tzinfo=UTC)
ROW = ("123456789012345678", "踏雪掌柜", date(2024, 2, 29), MOMENT, 3.25, 0.4)


def read(*made: Sheet) -> Any:
    file = io.BytesIO()
    write_workbook(file, made)
    return load_workbook(io.BytesIO(file.getvalue()))


def test_days_moments_and_numbers_are_typed_and_ids_are_text() -> None:
    sheet = read(Sheet("成员", COLUMNS, [ROW])).worksheets[0]
    cells = sheet[2]
    assert [cell.data_type for cell in cells] == list("ssddnn")
    assert cells[0].value == "123456789012345678"
    assert cells[0].number_format == "@"
    assert cells[2].value == datetime.fromisoformat("2024-02-29")
    assert cells[3].value == datetime.fromisoformat("2026-03-08 02:30:05")
    assert cells[4].number_format == "#,##0.0"
    assert (cells[5].value, cells[5].number_format) == (0.4, "0%")


def test_a_sheet_has_a_frozen_header_a_filter_and_widths() -> None:
    long_name = "很长的名字" * 5
    rows = [ROW, ("1", long_name, None, None, None, None)]
    sheet = read(Sheet("成员", COLUMNS, rows)).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    widths = [sheet.column_dimensions[name].width for name in "ABCD"]
    assert widths[1] == sheets.MAX_WIDTH
    assert widths[0] >= len(ROW[0])
    assert widths[3] >= len("2026-03-08 02:30:05")


@pytest.mark.parametrize(
    "text", ["=1+1", "＝1", "+86", "-3", "@x", "\ufeff=1"]
)
def test_no_text_becomes_a_formula(text: str) -> None:
    cell = read(Sheet("x", [SheetColumn("a")], [[text]])).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", f"'{text}")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (10**16, str(10**16)),
        (10**14, 10**14),
        (-(10**15) * 9, str(-9 * 10**15)),
        (Decimal("2.5"), Decimal("2.5")),
        (float("nan"), "nan"),
        (True, gettext("yes")),
        (False, gettext("no")),
        ("", None),
        (None, None),
        (date(1899, 12, 31), "1899-12-31"),
        ("长" * 40_000, "长" * 32_767),
        ("a\x00b", "a\ufffdb"),
    ],
)
def test_what_no_spreadsheet_keeps_is_written_as_text(
    value: Any,
    shown: Any,
) -> None:
    assert cell_value(value) == shown


def test_rows_beyond_a_sheet_continue_on_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MAX_SHEET_ROWS", 3)
    monkeypatch.setattr(sheets, "MEASURED_ROWS", 1)
    book = read(Sheet("名单", [SheetColumn("号")], [[n] for n in range(5)]))
    found = []
    for sheet in book.worksheets:
        values = [cell.value for cell in sheet["A"]]
        assert values[0] == "号"
        found.append(values[1:])
    assert found == [[0, 1], [2, 3], [4]]
    assert book.sheetnames == ["名单", "名单 2", "名单 3"]


def test_an_empty_sheet_has_its_header() -> None:
    sheet = read(
        Sheet("空", [SheetColumn("a"), SheetColumn("b")], [])
    ).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["a", "b"]
    assert sheet.auto_filter.ref == "A1:B1"


def test_a_title_is_one_that_spreadsheets_accept() -> None:
    assert sheet_title("谁[在]冷:下来?" + "长" * 40)[:9] == "谁 在 冷 下来 "
    assert len(sheet_title("长" * 40)) == sheets.MAX_SHEET_TITLE
    assert sheet_title("'?'") == "1"


def test_csv_says_moments_with_their_offset() -> None:
    lines = list(sheet_lines(Sheet("成员", COLUMNS, [ROW])))
    assert lines[0][0] == "编号"
    assert lines[1][2:4] == ["2024-02-29", "2026-03-08 02:30:05+08:00"]
