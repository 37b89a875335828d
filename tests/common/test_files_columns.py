"""Errors name a column as the file does, or in the language of the page."""

import pytest
from django.utils.translation import override

from common.errors import Invalid
from common.files.columns import headed_columns

FIELDS = ("identity", "tier", "since")
HEADINGS = {
    "外部身份": "identity",
    "身份": "identity",
    "等级": "tier",
    "Level": "tier",
    "起始日期": "since",
}


def columns(*header: str) -> dict[str, str]:
    return headed_columns(
        header, HEADINGS, fields=FIELDS, required=("identity", "tier")
    )


def missing(*header: str) -> str:
    with pytest.raises(Invalid) as refused:
        columns(*header)
    names = refused.value.where["columns"]
    return ", ".join(names)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("身份", "城市"), "等级"),
        (("等级", "城市"), "外部身份"),
        (("identity", "city"), "tier"),
        (("Level", "city"), "identity"),
    ],
)
def test_a_missing_column_is_called_as_the_others(
    language: str,
    header: tuple[str, ...],
    expected: str,
) -> None:
    with override(language):
        assert missing(*header) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh-hans", "外部身份, 等级"), ("en", "identity, tier")],
)
def test_of_no_known_column_the_page_decides(
    language: str,
    expected: str,
) -> None:
    with override(language):
        assert missing("city", "age") == expected


def test_columns_are_found_in_either_language() -> None:
    expected = {"identity": "身份", "tier": "Tier", "since": "起始日期"}
    assert columns("身份", "Tier", "起始日期") == expected
    expected = {"identity": "identity", "tier": "tier", "since": "since"}
    assert columns("identity", "tier") == expected
    # What is missing and not needed is called as the rest.
    assert columns("外部身份", "等级")["since"] == "起始日期"
