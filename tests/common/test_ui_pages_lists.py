"""List pages: the long form of filters is sent only to those who open it."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/members/"


def test_the_filters_come_when_they_are_opened(as_role: Any) -> None:
    MemberFactory(nickname="山里的老王", city="上海")
    reader: Client = as_role("analyst")
    page = reader.get(f"{PAGE}?city=上海").content.decode()
    assert 'id="id_city"' not in page
    assert "山里的老王" in page
    form = reader.get(
        f"{PAGE}?city=上海&show_filters=1",
        headers={"HX-Request": "true"},
    ).content.decode()
    assert form.lstrip().startswith("<form")
    assert 'value="上海"' in form


def test_without_scripts_the_filters_are_a_link_away(as_role: Any) -> None:
    page = as_role("analyst").get(f"{PAGE}?show_filters=1").content.decode()
    assert 'id="id_city"' in page
    assert page.lstrip().startswith("<!doctype html>")


def test_invalid_filters_are_shown_with_their_errors(
    as_role: Any,
) -> None:
    answer = as_role("analyst").get(f"{PAGE}?last_since=gestern")
    assert answer.status_code == 400
    assert 'id="id_last_since"' in answer.content.decode()


def test_going_back_shows_the_whole_page(
    as_role: Any,
) -> None:
    reader: Client = as_role("analyst")
    back = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    for address in (f"{PAGE}?city=x", f"{PAGE}?show_filters=1"):
        assert (
            "<!doctype html>"
            in reader.get(address, headers=back).content.decode()
        )
        part = reader.get(address, headers={"HX-Request": "true"})
        assert "<!doctype html>" not in part.content.decode()
        assert "HX-Request" in part.headers["Vary"]


def test_a_filter_that_is_set_is_named_as_it_was_chosen(as_role: Any) -> None:
    page = as_role("analyst").get("/roles/?primary=2").content.decode()
    chip = page[page.index("filter-chip") :][:400]
    assert "美学布道者" in chip
