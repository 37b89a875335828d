"""One reader opens every file as rows under a header."""

import gzip
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from common.errors import DomainError
from common.files.tables import open_table, read_sample

HEAD = ["车友", "时间", "动作"]


def rows_of(path: Path, **options: Any) -> list[tuple[int, Any]]:
    with open_table(path, **options) as table:
        return list(table.rows)


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    made = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_a_table_says_what_it_is_and_how_far_it_is_read(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("名单;;\nＡ ;b;c\n1;2;3\n".encode("gb18030"))
    with open_table(path) as table:
        assert table.header == ["Ａ", "b", "c"]
        assert (table.form.kind, table.form.delimiter) == ("csv", ";")
        assert (table.form.encoding, table.form.header_line) == ("gb18030", 2)
        assert list(table.rows) == [(3, {"Ａ": "1", "b": "2", "c": "3"})]
        assert table.position() == path.stat().st_size


def test_rows_have_the_numbers_that_a_spreadsheet_shows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"one\ntwo",1\n\n,\n3,4\n')
    assert [line for line, _row in rows_of(path)] == [2, 5]


def test_a_sample_is_the_header_and_the_first_good_rows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1\n2,3,4\n5,6,7\n8,9,10\n")
    sample = read_sample(path, rows=2)
    assert sample.header == ["a", "b", "c"]
    assert [row["a"] for row in sample.rows] == ["2", "5"]


@pytest.mark.parametrize(
    ("content", "least", "code"),
    [
        ("a,b\n1,2\n", 3, "no_table"),
        ("a,,b\n1,x,2\n", 1, "nameless_column"),
        ("a,Ａ \n1,2\n", 1, "doubled_columns"),
        ("\n\n", 1, "empty_file"),
        ("\x89PNG\r\n", 1, "no_table"),
        ("[1, 2]\n", 3, "no_table"),
        ("a,b," + "x" * (1 << 21) + "\n1,2,3\n", 1, "bad_csv"),
    ],
)
def test_a_header_is_checked_where_a_file_is_uploaded(
    tmp_path: Path,
    content: str,
    least: int,
    code: str,
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        content.encode("latin-1" if "PNG" in content else "utf-8")
    )
    with pytest.raises(DomainError) as refused:
        read_sample(path, least=least)
    assert refused.value.code == code
    if code == "nameless_column":
        assert "2" in str(refused.value.message)


def test_an_upload_without_a_name_is_known_by_its_content(
    tmp_path: Path,
) -> None:
    path = book(
        tmp_path / "b.xlsx", 数据=[HEAD, ["阿宽", "2026-04-07", "点赞"]]
    )
    nameless = path.rename(tmp_path / "0f3a9c")
    sample = read_sample(nameless, "名单.xlsx")
    assert (sample.header, sample.form.sheet) == (HEAD, "数据")


def test_the_sheet_with_the_wanted_columns_is_taken(tmp_path: Path) -> None:
    wide = [["字段", "含义", "例子", "备注"], ["a", "b", "c", "d"]]
    path = book(tmp_path / "b.xlsx", 说明=wide, 明细=[HEAD, ["阿宽", 1, 2]])
    with open_table(path) as table:
        assert table.form.sheet == "说明"
    with open_table(path, wanted=["车友", "动作"]) as table:
        assert table.form.sheet == "明细"
        assert list(table.rows) == [
            (2, {"车友": "阿宽", "时间": 1, "动作": 2})
        ]


def test_an_array_of_json_longer_than_a_block_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    elements = [{"n": number, "text": "字" * 700} for number in range(4000)]
    path.write_text(json.dumps(elements, ensure_ascii=False))
    read = rows_of(path)
    assert [row["n"] for _line, row in read] == list(range(4000))


def test_a_broken_array_of_json_ends_with_a_rejected_row(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"n": 1}, {"n": ')
    first, last = rows_of(path)
    assert first == (1, {"n": 1})
    assert last[1].faults[0].code == "bad_json"


def test_half_of_a_character_in_a_name_rejects_its_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text('{"\\ud83d": 1}\n{"\\ud83d\\ude97": "\\ud83d"}\n')
    first, second = rows_of(path)
    assert first[1].faults[0].code == "bad_json"
    assert second == (2, {"🚗": "\ud83d"})


def test_a_file_of_ours_is_read_without_its_escapes(tmp_path: Path) -> None:
    names = ("_line", "_code", "_column", "_value", "_错误", "_error")
    path = tmp_path / "a.csv"
    cells = ["'=1", *["x"] * len(names)]
    path.write_text(f"a,{','.join(names)}\n{','.join(cells)}\n")
    [(_line, row)] = rows_of(path)
    assert row["a"] == "=1"


def test_a_large_workbook_takes_little_memory(tmp_path: Path) -> None:
    rows = 100_000
    made = ([f"m{n}", f"2026-04-07 {n % 24}:30", "点赞"] for n in range(rows))
    path = book(tmp_path / "big.xlsx", 数据=[HEAD, *made])
    code = (
        "import os, sys, django\n"
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'kocops.settings')\n"
        "django.setup()\n"
        "from pathlib import Path\n"
        "from common.files.tables import open_table\n"
        "status = lambda: open('/proc/self/status').read()\n"
        "before = status()\n"
        "with open_table(Path(sys.argv[1])) as table:\n"
        "    print(sum(1 for _row in table.rows))\n"
        "print(before, status())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(f"{rows}\n")
    before, after = map(int, re.findall(r"VmHWM:\s+(\d+)", done.stdout))
    assert after - before < 20 * 1024


def test_a_packed_file_may_end_early(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="w") as file:
        file.write(b"a,b\n" + b"1,2\n" * 5000)
    path.write_bytes(content.getvalue()[:-12])
    with pytest.raises(DomainError) as refused:
        rows_of(path)
    assert refused.value.code == "bad_file"
