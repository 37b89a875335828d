"""The palette finds what lists find, and only what its reader may see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from common.security import access
from common.security.access import ANALYST, COMMUNICATOR, LEAD, Access
from community.models import Circle, Question
from kocops.palette import SHOWN, find_by_name
from members.models import MemberIdentity, VehicleOwnership
from members.services.details import set_detail
from members.services.vehicles import add_vehicle
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
    assert made.segment.get_absolute_url() in found["filter"]


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
    seen = labels(find_by_name(accounts[COMMUNICATOR], "陈师傅"))
    assert seen[0] == "user"
    assert "bell" in seen
    assert "filter" not in seen


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

    assert asked[0] == asked[1] <= 14
    assert shown.count('role="option"') >= 3 * SHOWN
    assert shown.count('role="option"') <= 7 * SHOWN


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


def test_it_finds_posts_questions_and_circles_by_their_words(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    asked = Question.objects.select_related("post").first()
    assert asked is not None
    Circle.objects.create(name="陈师傅露营群", kind="club")
    found = {
        source.icon: [hit.href for hit in source.hits]
        for source in find_by_name(accounts[LEAD], "陈师傅")
    }
    assert found["building-community"]
    words = asked.post.text[:8]
    found = {
        source.icon: source.hits
        for source in find_by_name(accounts[LEAD], words)
    }
    assert asked.get_absolute_url() in [one.href for one in found["heart"]]
    assert found["messages"][0].href.startswith(reverse("community:post_list"))


def test_what_may_be_done_with_the_first_member_is_offered(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    pk = made.member.pk
    log = reverse("teamwork:interaction_create", args=[pk])
    nominate = reverse("teamwork:nomination_create", args=[pk])

    def acts(role: str) -> list[str]:
        (found,) = (
            one
            for one in find_by_name(accounts[role], "陈师傅")
            if one.icon == "player-play"
        )
        return [hit.href for hit in found.hits]

    assert {log, nominate} <= set(acts(COMMUNICATOR))
    assert log in acts(ANALYST)
    assert nominate not in acts(ANALYST)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "log 陈师傅"),
        ("zh-hans", "记一次沟通陈师傅"),
        ("zh-hans", "记 陈师傅"),
        ("zh-hans", "沟通 hbd"),
    ],
)
def test_a_verb_before_a_name_leads_to_the_form(
    made: Any,
    accounts: dict[str, Any],
    language: str,
    words: str,
) -> None:
    with translation.override(language):
        first = find_by_name(accounts[COMMUNICATOR], words)[0]
    form = reverse("teamwork:interaction_create", args=[made.member.pk])
    hrefs = [hit.href for hit in first.hits]
    assert form in hrefs
    assert all(href.endswith("/interactions/new/") for href in hrefs)


def test_a_guessed_phone_or_vin_finds_nobody(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    phone, vin = "13800138000", "LXV7AK2T9RB5N3C81"
    set_detail(
        member_id=made.member.pk,
        kind="phone",
        value=phone,
        now=timezone.now(),
    )
    vehicle = VehicleOwnership(
        member=made.member,
        model_series="海豹",
        vin=vin,
        started_on="2025-01-02",
    )
    add_vehicle(vehicle=vehicle)
    for words in (phone, phone[-4:], f"+86 {phone}", vin, vin[-6:]):
        for user in accounts.values():
            found = find_by_name(user, words)
            assert [one for one in found if one.icon == "user"] == [], words


def test_an_external_id_finds_its_member(
    made: Any,
    accounts: dict[str, Any],
) -> None:
    identity = MemberIdentity.objects.filter(member=made.member).first()
    if identity is None:
        identity = MemberIdentity.objects.create(
            member=made.member,
            platform="forum",
            external_id="10023",
        )
    found = find_by_name(accounts[LEAD], identity.external_id)
    assert made.member.get_absolute_url() in [
        hit.href for hit in found[0].hits
    ]
