"""P9: what leaves as a file cannot run in a spreadsheet, and is what was on screen."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from common.security.access import ANALYST
from common.ui.exports import csv_lines, xlsx_response
from common.ui.formulas import escape_formula, unescape_formula
from tests.factories.members import MemberFactory

DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\ufeff=1+1",
    "'=1",
    "''=1",
)
# Written out, not taken from the code: a start that is forgotten there must be missed here.
STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "\ufeff",
)
LIST = "/members/"

texts = st.one_of(
    st.text(),
    st.builds(
        str.__add__,
        st.sampled_from(("", "'", "''", *STARTS)),
        st.text(max_size=8),
    ),
)
cells = st.one_of(
    texts,
    st.none(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
)
in_xml = st.text(
    st.characters(
        exclude_categories=("Cs", "Cc"),
        exclude_characters="\ufffe\uffff",
    ),
    max_size=20,
)


def parsed_csv(content: str) -> list[list[str]]:
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:], newline="")))


def downloaded(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return (
        b"".join(answer.streaming_content)
        if answer.streaming
        else answer.content
    )


def csv_of(client: Client, address: str) -> list[list[str]]:
    return parsed_csv(downloaded(client, address).decode("utf-8"))


def xlsx_of(client: Client, address: str) -> list[list[Any]]:
    book = load_workbook(
        io.BytesIO(downloaded(client, address)),
        read_only=True,
    )
    return [
        list(row) for row in book.worksheets[0].iter_rows(values_only=True)
    ]


def names_on_screen(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    return [
        row.record.nickname for row in answer.context["table"].page.object_list
    ]


@given(cells)
@example("'")
@example("\ufeff")
def test_unescaping_gives_back_what_was_escaped(cell: Any) -> None:
    assert unescape_formula(escape_formula(cell)) == cell


@given(texts)
def test_no_escaped_text_begins_like_a_formula(text: str) -> None:
    assert not escape_formula(text).startswith(STARTS)


@pytest.mark.parametrize("start", STARTS)
def test_each_start_of_a_formula_is_escaped(start: str) -> None:
    escaped = escape_formula(f"{start}1+1")
    assert escaped == f"'{start}1+1"
    assert unescape_formula(escaped) == f"{start}1+1"


@settings(max_examples=60)
@given(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=5))
def test_a_csv_export_holds_no_formula_and_reads_back_as_it_was(
    rows: list[list[str]],
) -> None:
    read = parsed_csv("".join(csv_lines(rows)))
    assert not [
        cell for row in read for cell in row if cell.startswith(STARTS)
    ]
    assert [[unescape_formula(cell) for cell in row] for row in read] == rows


def read_xlsx(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    book = load_workbook(
        io.BytesIO(xlsx_response(rows, name="x", title="x").content),
    )
    return [list(row) for row in book.worksheets[0].iter_rows()]


@settings(max_examples=40, deadline=None)
@given(st.lists(in_xml.filter(bool), min_size=1, max_size=6))
@example(["_x0041_", "#N/A", "2026-05-01", "007", "1e5", " blank "])
def test_an_xlsx_export_holds_no_formula_and_reads_back(
    texts: list[str],
) -> None:
    [row] = read_xlsx([[*DANGEROUS, *texts]])
    assert {cell.data_type for cell in row} <= {"s", "e"}
    assert not [cell.value for cell in row if cell.value.startswith(STARTS)]
    # XML itself makes every line break a newline.
    dangerous = [text.replace("\r", "\n") for text in DANGEROUS]
    assert [unescape_formula(cell.value) for cell in row] == [
        *dangerous,
        *texts,
    ]


def test_an_xlsx_export_takes_characters_that_xml_cannot_hold() -> None:
    [[cell]] = read_xlsx([["a\x00b\x0bc\ud800d\ufffee"]])
    assert cell.value == "a\ufffdb\ufffdc\ufffdd\ufffde"


@pytest.fixture
def dangerous_members(db: None) -> list[str]:
    """Members with every dangerous name a form lets pass, and a few plain ones in another town."""
    names = [name for name in DANGEROUS if name.isprintable()]
    for number, name in enumerate(names):
        MemberFactory(
            nickname=name,
            city="=城",
            joined_on=date(2026, 1, 1 + number),
        )
    for number in range(40):
        MemberFactory(nickname=f"普通{number:02}", city="北京")
    return names


@pytest.mark.parametrize("read", [csv_of, xlsx_of])
def test_an_export_has_the_columns_rows_and_order_shown(
    as_role: Any,
    dangerous_members: list[str],
    read: Any,
) -> None:
    client = as_role(ANALYST)
    asked = (
        LIST
        + "?city=%3D城&columns=city,nickname,joined_on&sort=-joined_on&per_page=100"
    )
    header, *rows = read(
        client,
        f"{asked}&export={'csv' if read is csv_of else 'xlsx'}",
    )
    table = client.get(asked).context["table"]
    assert header[:3] == [str(column.header) for column in table.columns]
    # Whose row it is, is always said at its end.
    assert header[3:] == [gettext("member number"), "外部身份"]
    assert (
        [unescape_formula(row[1]) for row in rows]
        == names_on_screen(client, asked)
        == dangerous_members[::-1]
    )
    assert {row[0] for row in rows} == {"'=城"}
    assert not [
        cell for row in rows for cell in row if str(cell).startswith(STARTS)
    ]


@pytest.mark.parametrize("read", [csv_of, xlsx_of])
def test_an_export_holds_all_pages_of_a_list(
    as_role: Any,
    dangerous_members: list[str],
    read: Any,
) -> None:
    client = as_role(ANALYST)
    kind = "csv" if read is csv_of else "xlsx"
    _header, *rows = read(
        client,
        f"{LIST}?city=北京&page=2&sort=nickname&columns=nickname&export={kind}",
    )
    assert [row[0] for row in rows] == [
        f"普通{number:02}" for number in range(40)
    ]


def test_an_export_with_a_bad_filter_is_refused_like_the_page(
    as_role: Any,
    dangerous_members: list[str],
) -> None:
    answer = as_role(ANALYST).get(LIST + "?joined_since=yesterday&export=csv")
    assert answer.status_code == 400
    assert not answer.has_header("Content-Disposition")


def test_an_xlsx_export_says_which_filters_were_applied(as_role: Any) -> None:
    MemberFactory(city="上海")
    answer = as_role(ANALYST).get(f"{LIST}?city=上海&export=xlsx")
    notes = {
        row[0].value: row[1].value
        for row in load_workbook(io.BytesIO(answer.content))[
            "筛选条件"
        ].iter_rows()
    }
    assert notes["城市"] == "上海"
    assert notes["导出人"] == "analyst"
