"""Files as people and programs really make them, and what becomes of each."""

import csv
import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

HEAD = ("member", "occurred_at", "kind")
DAY = "2026-03-14 08:30:00"
LOCAL = datetime(2026, 3, 14, 8, 30)  # noqa: DTZ001
GOOD = (("ada", DAY, "like"), ("bob", "2026-03-14 09:00:00", "view"))
CHINESE = (("阿宽", DAY, "点赞"), ("小葵", "2026-03-14 09:00:00", "浏览"))


@dataclass(frozen=True)
class Ugly:
    """A file, how its source is set, and what must become of it.

    accepted: how many rows · refused: code of each refused row or cell ·
    error: code for which the whole file is refused.
    """

    name: str
    content: bytes
    accepted: int = 0
    refused: tuple[str, ...] = ()
    error: str = ""
    settings: dict[str, Any] = field(default_factory=dict)


def text_of(
    rows: Any,
    *,
    delimiter: str = ",",
    ends: str = "\r\n",
) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return file.getvalue()


def csv_of(*rows: Any, encoding: str = "utf-8", **form: str) -> bytes:
    return text_of(rows, **form).encode(encoding)


def one(**changed: Any) -> bytes:
    """Return a CSV file with one row, in which these values are put."""
    row = dict(zip(HEAD, GOOD[0], strict=True)) | changed
    return csv_of(row.keys(), row.values())


def book_of(*rows: Any, edit: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    if edit is not None:
        edit(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zip_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(book: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook in which one of its parts is another one."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(file, "w") as new,
    ):
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return file.getvalue()


def sheets(book: Any) -> None:
    """Put two sheets before the table: one of remarks, one that is hidden."""
    remarks = book.create_sheet("说明", 0)
    remarks.append(["本表由运营填写", None])
    remarks.append(["有问题找小葵", None])
    old = book.create_sheet("旧数据", 0)
    old.append(list(HEAD))
    old.append(["hidden", DAY, "like"])
    old.sheet_state = "hidden"


def title_above(book: Any) -> None:
    sheet = book.active
    sheet.insert_rows(1, 2)
    sheet["A1"] = "三月活跃明细"
    sheet.merge_cells("A1:C1")


def ghosts(book: Any) -> None:
    sheet = book.active
    sheet.cell(row=200, column=1).style = "Good"
    sheet.cell(row=4, column=2, value="   ")
    sheet.cell(row=1, column=30).style = "Good"


def stray_note(book: Any) -> None:
    book.active.cell(row=3, column=6, value="改过")


def second_table(book: Any) -> None:
    other = book.create_sheet("对照", 0)
    other.append(["字段", "含义", "备注"])
    other.append(["member", "谁", ""])


def padded_number(book: Any) -> None:
    book.active["A2"].number_format = "000000"


LATE = csv_of(
    HEAD,
    *[(f"u{n}", DAY, "view") for n in range(90_000)],
    ("阿宽", DAY, "浏览"),
    encoding="gb18030",
)
JSON_ROW = '{"member": "ada", "occurred_at": %s, "kind": "like"}\n'
BROKEN = csv_of(HEAD, *CHINESE, ("老\ue000", DAY, "like")).replace(
    "\ue000".encode(),
    "陈".encode()[:2],
)
SHARED = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/'
    b'spreadsheetml/2006/main"><dimension ref="A1"/><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><r><t>mem</t></r><r><t>ber</t></r></is></c>'
    b'<c r="B1" t="inlineStr"><is><t>occurred_at</t></is></c>'
    b'<c r="C1" t="inlineStr"><is><t>kind</t></is></c></row><row r="2">'
    b'<c r="A2" t="n"><v>1.23456789012346E+17</v></c>'
    b'<c r="B2" t="n"><v>46095.354166666664</v></c>'
    b'<c r="C2" t="str"><f>LOWER("LIKE")</f><v>like</v></c></row><row r="3">'
    b'<c r="A3" t="n"><v>10023</v></c><c r="B3" t="n"><v>46095.4</v></c>'
    b'<c r="C3" t="e"><v>#N/A</v></c></row><row r="4">'
    b'<c r="A4" t="n"><v>1.0023E4</v></c><c r="B4" t="n"><v>46095</v></c>'
    b'<c r="C4" t="inlineStr"><is><t>view</t></is></c></row><row r="5">'
    b'<c r="A5" t="n"><v>765432109876543219</v></c><c r="B5" t="n"><v>46095</v></c>'
    b'<c r="C5" t="inlineStr"><is><t>view</t></is></c></row></sheetData></worksheet>'
)

UGLY: dict[str, Ugly] = {
    # Encodings
    "utf-8 with a mark": Ugly(
        "a.csv", csv_of(HEAD, *CHINESE, encoding="utf-8-sig"), 2
    ),
    "utf-16 as Excel saves Unicode text": Ugly(
        "a.txt",
        csv_of(HEAD, *CHINESE, encoding="utf-16", delimiter="\t"),
        2,
    ),
    "utf-16 big-endian with a mark": Ugly(
        "a.csv",
        b"\xfe\xff" + csv_of(HEAD, *CHINESE, encoding="utf-16-be"),
        2,
    ),
    "utf-16 without a mark": Ugly(
        "a.csv",
        csv_of(HEAD, *CHINESE, encoding="utf-16-le"),
        2,
    ),
    "utf-16 big-endian without a mark": Ugly(
        "a.csv",
        csv_of(HEAD, *CHINESE, encoding="utf-16-be"),
        2,
    ),
    "gb18030": Ugly("a.csv", csv_of(HEAD, *CHINESE, encoding="gb18030"), 2),
    "gb18030 after megabytes of ascii": Ugly("a.csv", LATE, 90_001),
    "utf-8 with a broken character": Ugly(
        "a.csv",
        BROKEN,
        2,
        ("unreadable_text",),
    ),
    "gb18030 with a broken byte": Ugly(
        "a.csv",
        csv_of(HEAD, *CHINESE * 5, ("?", DAY, "like"), encoding="gbk").replace(
            b"?",
            b"x\xff",
        ),
        10,
        ("unreadable_text",),
    ),
    "packed by gzip": Ugly("a.csv.gz", gzip.compress(csv_of(HEAD, *GOOD)), 2),
    "cut off gzip": Ugly(
        "a.csv.gz",
        gzip.compress(csv_of(HEAD, *GOOD * 500))[:80],
        error="bad_file",
    ),
    # Delimiters and lines
    "semicolons": Ugly("a.csv", csv_of(HEAD, *GOOD, delimiter=";"), 2),
    "semicolons and commas in the values": Ugly(
        "a.csv",
        csv_of(
            (*HEAD, "note"),
            *[(*row, "a,b,c,d") for row in GOOD],
            delimiter=";",
        ),
        2,
    ),
    "tabs": Ugly("a.tsv", csv_of(HEAD, *GOOD, delimiter="\t"), 2),
    "bars": Ugly("a.csv", csv_of(HEAD, *GOOD, delimiter="|"), 2),
    "a declared delimiter": Ugly(
        "a.csv",
        b"sep=;\r\n" + csv_of(HEAD, *GOOD, delimiter=";"),
        2,
    ),
    "full-width commas": Ugly(
        "a.csv",
        csv_of(HEAD, *GOOD).replace(b",", "，".encode()),
        error="wide_delimiter",
    ),
    "old Mac line ends": Ugly("a.csv", csv_of(HEAD, *GOOD, ends="\r"), 2),
    "quoted line breaks": Ugly(
        "a.csv",
        csv_of((*HEAD, "note"), (*GOOD[0], "one\ntwo"), (*GOOD[1], '"x"')),
        2,
    ),
    "an open quotation mark": Ugly(
        "a.csv",
        csv_of(HEAD, *GOOD) + b'"eve,2026-03-14,like\r\n',
        2,
        ("column_count",),
    ),
    # Headers
    "blanks around the names": Ugly(
        "a.csv",
        csv_of(("member ", " occurred_at", "\u3000kind"), *GOOD),
        2,
    ),
    "capitals and full width": Ugly(
        "a.csv",
        csv_of(("ＭＥＭＢＥＲ", "Occurred_At", "KIND"), *GOOD),
        2,
    ),
    "a line break in a name": Ugly(
        "a.csv",
        csv_of(("发帖人\n昵称", "时间", "动作"), *CHINESE),
        2,
        settings={
            "columns": {
                "member": "发帖人 昵称",
                "occurred_at": "时间",
                "kind": "动作",
            },
        },
    ),
    "names without columns at the end": Ugly(
        "a.csv",
        csv_of((*HEAD, "", ""), *[(*row, "", " ") for row in GOOD]),
        2,
    ),
    "values without a name": Ugly(
        "a.csv",
        csv_of((*HEAD, ""), (*GOOD[0], ""), (*GOOD[1], "x")),
        1,
        ("nameless_column",),
    ),
    "a name twice": Ugly(
        "a.csv",
        csv_of((*HEAD, "Kind"), (*GOOD[0], "x")),
        error="doubled_columns",
    ),
    "a missing column": Ugly(
        "a.csv",
        csv_of(("member", "when", "kind"), *GOOD),
        error="missing_columns",
    ),
    "a title above the header": Ugly(
        "a.csv",
        csv_of(("三月活跃明细",), (), HEAD, *GOOD),
        2,
    ),
    "a remark below the table": Ugly(
        "a.csv",
        csv_of(HEAD, *GOOD, ("共 2 条",)),
        2,
        ("column_count",),
    ),
    # Rows
    "ghost rows": Ugly(
        "a.csv",
        csv_of(HEAD, GOOD[0], ("", "", ""), (" ", "\u3000", ""), (), GOOD[1]),
        2,
    ),
    "short rows without a quantity": Ugly(
        "a.csv",
        csv_of((*HEAD, "quantity"), *GOOD),
        2,
    ),
    "short rows without a kind": Ugly(
        "a.csv",
        csv_of(HEAD, GOOD[0][:2]),
        0,
        ("missing_value",),
    ),
    "empty surplus cells": Ugly(
        "a.csv",
        csv_of(HEAD, (*GOOD[0], "", " "), GOOD[1]),
        2,
    ),
    "filled surplus cells": Ugly(
        "a.csv",
        csv_of(HEAD, (*GOOD[0], "x"), GOOD[1]),
        1,
        ("column_count",),
    ),
    "nothing but a header": Ugly("a.csv", csv_of(HEAD), 0),
    "nothing but blanks": Ugly("a.csv", b" \r\n\t\r\n", error="empty_file"),
    # Ids
    "an id in scientific notation": Ugly(
        "a.csv",
        one(member="4.56E+15"),
        refused=("destroyed_id",),
    ),
    "an id with a comma and an exponent": Ugly(
        "a.csv",
        one(member="4,56e+15"),
        refused=("destroyed_id",),
    ),
    "an id of which 15 digits are left": Ugly(
        "a.csv",
        one(member="765432109876543000"),
        refused=("destroyed_id",),
    ),
    "a long id with all its digits": Ugly(
        "a.csv",
        one(member="765432109876543210"),
        1,
    ),
    "an id that became a fraction": Ugly(
        "a.csv",
        one(member="40017.0"),
        refused=("destroyed_id",),
    ),
    "the error of a formula as an id": Ugly(
        "a.csv",
        one(member="#REF!"),
        refused=("destroyed_id",),
    ),
    "a column too narrow": Ugly(
        "a.csv",
        one(occurred_at="##########"),
        refused=("destroyed_value",),
    ),
    "replaced bytes as an id": Ugly(
        "a.csv",
        one(member="锟斤拷小葵"),
        refused=("destroyed_id",),
    ),
    "utf-8 that was read as gbk": Ugly(
        "a.csv",
        one(member="文静".encode().decode("gbk")),
        refused=("destroyed_id",),
    ),
    "invisible characters around an id": Ugly(
        "a.csv",
        one(member="\ufeff\u200b ada\u00a0\u3000"),
        1,
    ),
    "an invisible character inside an id": Ugly(
        "a.csv",
        one(member="a\u200bda"),
        refused=("unreadable_text",),
    ),
    "a family as a name": Ugly("a.csv", one(member="宽👨‍👩‍👦‍👦"), 1),
    "an emoji of this year": Ugly("a.csv", one(member="葵\U0001fadf"), 1),
    # Times
    "times of a Chinese spreadsheet": Ugly(
        "a.csv",
        csv_of(
            HEAD,
            ("ada", "2026年3月14日 下午3:05", "like"),
            ("ada", "2026/3/14 上午9:05:07.250", "like"),
            ("ada", "２０２６－３－１４　９：０５", "like"),
            ("ada", "2026-03-14 星期六 15:05", "like"),
        ),
        4,
    ),
    "days in two possible orders": Ugly(
        "a.csv",
        one(occurred_at="3/4/2026 10:00"),
        refused=("ambiguous_time",),
    ),
    "days in a declared order": Ugly(
        "a.csv",
        one(occurred_at="3/4/2026 10:00"),
        1,
        settings={"time_format": "month_first"},
    ),
    "a serial that nobody declared": Ugly(
        "a.csv",
        one(occurred_at="46095.35"),
        refused=("undeclared_time",),
    ),
    "a declared serial": Ugly(
        "a.csv",
        one(occurred_at="46095.35"),
        1,
        settings={"time_format": "excel_serial"},
    ),
    "seconds since 1970 with a lost digit": Ugly(
        "a.csv",
        one(occurred_at="1.77345E+12"),
        refused=("destroyed_value",),
    ),
    "a local time that never was": Ugly(
        "a.csv",
        one(occurred_at="1990-04-15 02:30"),
        refused=("local_time_skipped",),
    ),
    # Kinds and numbers
    "kinds in our words": Ugly(
        "a.csv",
        csv_of(
            HEAD,
            *[
                ("ada", DAY, kind)
                for kind in ("登录", "发帖", "回复", "Sign-Up", "收藏", "签到")
            ],
        ),
        6,
    ),
    "a kind that is none": Ugly(
        "a.csv",
        one(kind="打赏"),
        refused=("unknown_kind",),
    ),
    "a kind that is left out": Ugly(
        "a.csv",
        one(kind="打赏"),
        refused=("ignored_kind",),
        settings={"kinds": {"打赏": "-"}},
    ),
    "numbers as people write them": Ugly(
        "a.csv",
        csv_of(
            (*HEAD, "quantity"),
            (*GOOD[0], "３"),
            (*GOOD[0], "3.0"),
            (*GOOD[0], "1,000"),
            (*GOOD[0], "三"),
        ),
        3,
        ("bad_quantity",),
    ),
    # JSON
    "lines of json": Ugly(
        "a.ndjson",
        (JSON_ROW % "1773450000" + JSON_ROW % "1773450000000").encode(),
        2,
    ),
    "an array of json": Ugly(
        "a.json",
        b'[\n{"member": "ada", "occurred_at": "2026-03-14", "kind": "like"},\n'
        b'{"member": "bob", "occurred_at": "2026-03-14", "kind": "?"}\n]\n',
        1,
        ("unknown_kind",),
    ),
    "an id that json made a fraction": Ugly(
        "a.ndjson",
        (JSON_ROW % '"2026-03-14"').replace('"ada"', "4.5e17").encode(),
        refused=("destroyed_id",),
    ),
    # Workbooks
    "a plain workbook": Ugly("a.xlsx", book_of(HEAD, *CHINESE), 2),
    "a workbook called csv": Ugly("a.csv", book_of(HEAD, *GOOD), 2),
    "the table behind two other sheets": Ugly(
        "a.xlsx",
        book_of(HEAD, *GOOD, edit=sheets),
        2,
    ),
    "a sheet that explains the columns": Ugly(
        "a.xlsx",
        book_of(HEAD, *GOOD, edit=second_table),
        2,
    ),
    "a merged title": Ugly(
        "a.xlsx",
        book_of(HEAD, *GOOD, edit=title_above),
        2,
    ),
    "styled empty rows": Ugly("a.xlsx", book_of(HEAD, *GOOD, edit=ghosts), 2),
    "a stray note beside the table": Ugly(
        "a.xlsx",
        book_of(HEAD, *GOOD, edit=stray_note),
        1,
        ("nameless_column",),
    ),
    "real dates and numbers": Ugly(
        "a.xlsx",
        book_of(
            (*HEAD, "quantity"),
            (10023, LOCAL, "like", 2),
            (765432109876543210, date(2026, 3, 14), "like", 3.0),
            ("0012", "2026-03-14 8:30", "like", True),
        ),
        1,
        ("destroyed_id", "bad_quantity"),
    ),
    "a number shown with zeros": Ugly(
        "a.xlsx",
        book_of(HEAD, (12, DAY, "like"), edit=padded_number),
        1,
    ),
    "cells as other programs write them": Ugly(
        "a.xlsx",
        with_part(book_of(HEAD), "xl/worksheets/sheet1.xml", SHARED),
        2,
        ("destroyed_id", "destroyed_value"),
    ),
    "an empty workbook": Ugly("a.xlsx", book_of(), error="empty_file"),
    "a broken workbook": Ugly(
        "a.xlsx",
        book_of(HEAD, *GOOD)[:900],
        error="bad_xlsx",
    ),
    # What is no table
    "an old workbook": Ugly(
        "a.xls",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        error="no_table",
    ),
    "a web page called xls": Ugly(
        "a.xls",
        b"<html><table><tr><td>member</td></tr></table></html>",
        error="no_table",
    ),
    "a packed folder": Ugly(
        "a.zip",
        zip_of(**{"a.csv": csv_of(HEAD, *GOOD)}),
        error="no_table",
    ),
    "a spreadsheet of LibreOffice": Ugly(
        "a.ods",
        zip_of(mimetype=b"x", **{"content.xml": b"<x/>"}),
        error="no_table",
    ),
}
