"""Which host names can be called."""

import pytest

from common.security.hosts import is_host


@pytest.mark.parametrize(
    "name",
    [
        "example.com",
        "a.b-c.example.cn",
        "example.com.",
        "xn--fsq.com",
        "8.8.8.8",
        "2400::1",
        "1.example.com",
    ],
)
def test_a_host(name: str) -> None:
    assert is_host(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "a..b",
        "-a.com",
        "a-.com",
        "a_b.com",
        "*.com",
        "1.2.3",
        "1.2.3.256",
        "0x7f.1",
        "a" * 64 + ".com",
        "a." * 127 + "com",
        "a b.com",
        "localhost",
        "a.0x1",
    ],
)
def test_no_host(name: str) -> None:
    assert not is_host(name)


def test_a_name_of_one_label_is_local() -> None:
    assert is_host("localhost", allow_local=True)
    assert not is_host("127", allow_local=True)
