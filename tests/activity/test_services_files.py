"""A file in which no table can be seen is refused where it is uploaded, not on the page that asks for its columns."""

from pathlib import Path

import pytest

from activity.services.files import read_header
from common.errors import ReaderError


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + bytes(500), b"only,two\n1,2\n", b'{"a": 1, "b": 2}\n', b"[1, 2]\n"],
)
def test_what_holds_no_three_columns_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    with pytest.raises(ReaderError) as refused:
        read_header(path)
    assert refused.value.code == "no_table"


def test_a_header_with_three_columns_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("member,time,action\nu1,2026-05-01,login\n")
    assert read_header(path) == ["member", "time", "action"]
