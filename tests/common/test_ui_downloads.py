"""Downloaded files have names by which people recognise them."""

from datetime import date
from urllib.parse import unquote

import pytest

from common.ui.downloads import content_disposition, file_title

DAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (["成员", "华东高活跃"], "成员_华东高活跃_2026-11-28"),
        (["成员", ""], "成员_2026-11-28"),
        (["a/b\\c:d", '<"x">'], "a b c d_x_2026-11-28"),
        (["..", " . "], "2026-11-28"),
        (["名\u202e单\x00"], "名 单_2026-11-28"),
    ],
)
def test_a_title_names_what_is_in_the_file(
    parts: list[str],
    title: str,
) -> None:
    assert file_title(parts, DAY) == title


def test_a_title_is_never_too_long_for_a_file_system() -> None:
    title = file_title(["长" * 99] * 9, DAY)
    assert len(f"{title}.xlsx".encode()) < 255


def test_a_chinese_name_is_encoded_and_has_a_plain_one_beside_it() -> None:
    header = content_disposition("成员_上海_2026-11-28.xlsx")
    assert header.isascii()
    assert 'filename="kocops.xlsx"' in header
    encoded = header.partition("filename*=UTF-8''")[2]
    assert unquote(encoded) == "成员_上海_2026-11-28.xlsx"


def test_no_name_can_end_the_header() -> None:
    header = content_disposition('a"\r\nX: y.csv')
    assert "\r" not in header
    assert header.count('"') == 2
