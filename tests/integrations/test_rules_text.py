"""The text of posts is read in a time that grows with their length."""

import time
from collections.abc import Callable

import pytest

from integrations.rules.text import (
    PlainText,
    from_bbcode,
    from_html,
    from_markdown,
)

SECONDS = 5


@pytest.mark.parametrize(
    ("read", "part"),
    [
        (from_html, "<!--"),
        (from_html, "<a "),
        (from_markdown, "[quote="),
        (from_markdown, "!["),
        (from_markdown, "[a](http"),
        (from_markdown, "\n \n"),
        (from_bbcode, "[attach]"),
        (from_bbcode, "[img]"),
        (from_bbcode, "编辑 "),
    ],
)
def test_repeats_without_end_are_read_soon(
    read: Callable[[str], PlainText],
    part: str,
) -> None:
    started = time.monotonic()
    read(part * 200_000)
    assert time.monotonic() - started < SECONDS


def test_a_declaration_that_is_none_leaves_the_text() -> None:
    assert from_html("<p>刹车</p><![x[ 异响").text.startswith("刹车")
