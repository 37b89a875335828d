"""The encoding of a file is decided from all of it."""

import pytest

from common.rules.encodings import REFUSED_LATER, detect_encoding

TEXT = "车友,时间,动作\n阿宽,2026-04-07,点赞\n小葵,2026-04-08,浏览\n"


def detected(*blocks: bytes) -> str:
    return detect_encoding(lambda: iter(blocks))


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_the_encoding_of_a_chinese_file_is_recognised(encoding: str) -> None:
    content = TEXT.encode(encoding)
    assert content.decode(detected(content)).lstrip("\ufeff") == TEXT


def test_gb18030_shows_after_megabytes_of_ascii() -> None:
    ascii_rows = b"u1,2026-04-07,like\n" * 60_000
    assert detected(ascii_rows, ascii_rows, TEXT.encode("gbk")) == "gb18030"
    assert detected(ascii_rows, ascii_rows, TEXT.encode()) == "utf-8"


def test_a_character_cut_by_a_block_is_whole() -> None:
    content = TEXT.encode()
    assert detected(content[:1], content[1:5], content[5:]) == "utf-8"


@pytest.mark.parametrize("short", [False, True])
def test_broken_bytes_do_not_turn_utf8_into_gb18030(short: bool) -> None:
    content = "编号,昵称\n1,阿宽\n".encode() + "2,葵".encode()[:-1] + b"\n"
    assert detected(content if short else content * 50) == "utf-8"


def test_broken_bytes_do_not_turn_gb18030_into_utf8() -> None:
    assert detected(TEXT.encode("gbk") * 20 + b"x\xff\n") == "gb18030"


def test_undecodable_bytes_stay_lone_surrogates() -> None:
    assert b"a\xffb".decode("utf-8", REFUSED_LATER) == "a\udcffb"


def test_an_empty_file_has_an_encoding() -> None:
    assert detected() == detected(b"") == "utf-8"
