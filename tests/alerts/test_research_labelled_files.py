"""Files of labelled posts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override

from alerts.research.labelled_files import read_rows
from common.errors import Invalid


def _file(folder: Path, text: str) -> Path:
    path = folder / "stream.csv"
    path.write_text(text, "utf-8")
    return path


def test_plain_stream_needs_four_columns(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "id,member,at,text\np1,m1,2026-05-01T08:00:00+08:00,咔咔响\n",
    )
    (row,) = read_rows(path, "stream")
    assert row.id == "p1"
    assert row.member == "m1"
    assert row.at == datetime(2026, 5, 1, tzinfo=UTC)
    assert row.text == "咔咔响"
    assert (row.model, row.thread, row.labels) == ("", "", frozenset())


def test_plain_stream_takes_all_columns_and_several_labels(
    tmp_path: Path,
) -> None:
    path = _file(
        tmp_path,
        "label,model,thread,title,text,at,member,id\n"
        "x | y,Q5,t1,Creaks,at the back,2026-05-01,m1,p1\n"
        ",Q5,t1,Creaks,thanks,2026-05-02,m2,p2\n",
    )
    first, second = read_rows(path, "stream")
    assert first.labels == {"x", "y"}
    assert first.model == "Q5"
    assert second.labels == frozenset()


def test_stream_and_forum_are_read_in_order_of_time(tmp_path: Path) -> None:
    path = _file(
        tmp_path,
        "id,member,at,thread,title,text\n"
        "p3,m3,2026-05-03,t1,Creaks,third\n"
        "p1,m1,2026-05-01,t1,Creaks,first\n"
        "p2,m2,2026-05-02,t1,Creaks,second\n",
    )
    rows = read_rows(path, "stream")
    assert [row.text for row in rows] == ["first", "second", "third"]
    assert {row.title for row in rows} == {"Creaks"}
    path = _file(
        tmp_path,
        "id,username,posted_at,thread_title,message\n"
        "2,bob,2026-05-02,Yellow edge,mine not\n"
        "1,ann,2026-05-01,Yellow edge,mine has it\n",
    )
    assert [row.id for row in read_rows(path, "forum")] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,at,text\np1,2026-05-01,a\n", "row 2: there is no column member"),
        (
            "id,member,at,text\np1,m,2026-05-01,a\np2,,2026-05-01,b\n",
            "row 3: .*member is empty",
        ),
        ("id,member,at,text\np1,m,yesterday,a\n", "row 2: .*yesterday"),
        ("id,member,at,text\np1,m\n", "row 2"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path,
    text: str,
    said: str,
) -> None:
    with override("en"), pytest.raises(Invalid, match=said):
        read_rows(_file(tmp_path, text), "stream")
