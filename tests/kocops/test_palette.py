"""The palette finds members, issues and segments by name, and only what its reader may see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.security import access
from common.security.access import ANALYST, COMMUNICATOR, LEAD, Access
from kocops.palette import SHOWN, find_by_name
from tests.architecture.test_access_walk import make_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(accounts: dict[str, Any]) -> Any:
    return make_rows("海边的陈师傅", number=7, owner=accounts[LEAD])


def labels(found: Any) -> list[str]:
    return [source.icon for source in found]


def test_it_finds_by_nickname_and_by_pinyin(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    for words in ("陈师傅", "hbd", "haibian"):
        members = find_by_name(accounts[COMMUNICATOR], words)[0]
        assert members.icon == "user"
        assert made.member.get_absolute_url() in [
            hit.href for hit in members.hits
        ], words


def test_it_finds_issues_by_words_and_segments_by_name(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    found = {
        source.icon: [hit.href for hit in source.hits]
        for source in find_by_name(accounts[LEAD], "陈师傅")
    }

    assert found["bell"] == [made.issue.get_absolute_url()]
    assert found["filter"] == [made.segment.get_absolute_url()]


def test_what_one_may_not_see_is_not_found(
    made: Any,
    accounts: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        access.ACCESS,
        "insights:segment_list",
        Access(read=frozenset({ANALYST})),
    )

    assert "filter" in labels(find_by_name(accounts[ANALYST], "陈师傅"))
    assert labels(find_by_name(accounts[COMMUNICATOR], "陈师傅")) == [
        "user",
        "bell",
    ]


def test_a_merged_member_and_an_archived_segment_are_not_found(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    made.segment.archived_at = made.segment.created_at
    made.segment.save()
    made.member.merged_into = make_rows(
        "山路",
        number=8,
        owner=accounts[LEAD],
    ).member
    made.member.save()

    found = find_by_name(accounts[LEAD], "陈师傅")
    assert made.segment.get_absolute_url() not in [
        hit.href for source in found for hit in source.hits
    ]
    assert made.member.get_absolute_url() not in [
        hit.href for source in found for hit in source.hits
    ]


def test_it_shows_a_few_with_as_many_queries_for_many(
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role(LEAD)
    asked = []
    for number in range(SHOWN + 2):
        make_rows(f"车友{number}", number=number, owner=accounts[LEAD])
        if number in (0, SHOWN + 1):
            client.get(reverse("find"), {"q": "车友"})
            with CaptureQueriesContext(connection) as queries:
                shown = client.get(
                    reverse("find"),
                    {"q": "车友"},
                ).content.decode()
            asked.append(len(queries))

    assert asked[0] == asked[1] <= 8
    assert shown.count('role="option"') == 3 * SHOWN


def test_no_words_find_nothing_and_strange_ones_are_answered(
    as_role: Any,
    made: Any,
) -> None:
    client = as_role(LEAD)

    assert b'role="option"' not in client.get(reverse("find")).content
    assert (
        "没有"
        in client.get(
            reverse("find"),
            {"q": "nobodyatall"},
            headers={"Accept-Language": "zh-hans"},
        ).content.decode()
    )
    for words in ("<b>", "%", "'", " " * 9, "长" * 4000):
        response = client.get(reverse("find"), {"q": words})
        assert response.status_code == 200
        assert b"<b>" not in response.content


def test_only_staff_may_ask_and_only_read(client: Any, as_role: Any) -> None:
    assert client.get(reverse("find"), {"q": "车"}).status_code == 302
    assert as_role(LEAD).post(reverse("find"), {"q": "车"}).status_code in (
        403,
        405,
    )
