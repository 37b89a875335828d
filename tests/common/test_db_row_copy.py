"""Many rows are added and changed at once, whatever their texts hold."""

import pytest

from common.db.fields import decrypt_text, encrypt_texts
from common.db.row_copy import (
    insert_rows,
    insert_rows_with_keys,
    update_rows,
)
from community.models import Circle
from members.models import MemberNameToken
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
NAMES = ["a\\b", "tab\there", "two\nlines", "\\N", "圈", ""]
COLUMNS = ("name", "kind", "city", "model_series")


def row(name: str) -> tuple[str, str, str, str]:
    return name, Circle.Kind.GROUP, "", ""


@pytest.mark.parametrize("names", [NAMES, ["plain", "圈子"]])
def test_rows_are_stored_as_they_are(names: list[str]) -> None:
    keys = insert_rows_with_keys(Circle, COLUMNS, map(row, names))
    for key, name in zip(keys, names, strict=True):
        assert Circle.objects.get(pk=key).name == name
    assert Circle.objects.create(name="another", kind="group").pk not in keys


def test_rows_without_keys_and_none_at_all() -> None:
    member = MemberFactory()
    insert_rows(MemberNameToken, ("member", "token"), [(member.pk, "a\\")])
    insert_rows(MemberNameToken, ("member", "token"), [])
    assert member.name_tokens.filter(token="a\\").exists()


def test_rows_are_changed_at_once() -> None:
    keys = insert_rows_with_keys(Circle, COLUMNS, map(row, "abc"))
    update_rows(
        Circle, ("name", "city"), [(keys[0], "x", "沪"), (keys[2], "y", "")]
    )
    update_rows(Circle, ("name",), [])
    found = Circle.objects.order_by("pk").values_list("name", "city")
    assert list(found) == [("x", "沪"), ("b", ""), ("y", "")]


def test_thousands_are_found_by_one_parameter() -> None:
    keys = insert_rows_with_keys(Circle, COLUMNS, map(row, "abc"))
    found = Circle.objects.filter(pk__any_of=[*keys[1:], 10**12])
    assert {circle.name for circle in found} == {"b", "c"}
    assert Circle.objects.filter(name__any_of=["a", "'"]).count() == 1
    assert not Circle.objects.filter(pk__any_of=[]).exists()


def test_texts_are_encrypted_one_by_one() -> None:
    first, empty, none = encrypt_texts(["13800000001", "", None])
    assert decrypt_text(str(first)) == "13800000001"
    assert (empty, none) == ("", None)
