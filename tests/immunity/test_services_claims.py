"""Claims that colleagues enter and change, and the posts that belong to them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from alerts.selectors.lexicon import read_word
from alerts.services.lexicon import add_words
from common.errors import Conflict
from immunity.models import Claim, ClaimPost
from immunity.services.claims import decide_claim, edit_claim
from immunity.services.evidence import enter_wording
from immunity.services.suggesting import claim_posts
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import HEARSAY, RAIN, entered, read, say, spread

pytestmark = pytest.mark.django_db
COLD = "听说冬天快充会把电池充坏，群里都在说"


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def decide(claim: Claim, state: str, user: Any) -> Any:
    return decide_claim(
        claim_id=claim.pk, to_state=state, note="看过", now=NOW, user=user
    )


def edit(claim: Claim, user: Any, **changes: Any) -> None:
    edit_claim(
        claim_id=claim.pk, changes=changes, opened={}, now=NOW, user=user
    )
    claim.refresh_from_db()


def test_an_open_claim_comes_before_a_settled_one_that_is_more_alike(
    accounts: dict[str, Any],
) -> None:
    lead = accounts["lead"]
    settled = entered(lead, "下雨天充电会漏电起火")
    decide(settled, "closed", lead)
    still_open = entered(lead, RAIN)
    assert still_open.returns_of == settled
    with pytest.raises(Conflict) as refused:
        entered(lead, "下雨天充电会漏电起火")
    assert refused.value.where["claim"] == still_open.pk
    decide(still_open, "closed", lead)
    assert entered(lead, RAIN).returns_of == still_open


def test_posts_that_another_claim_has_taken_stay_there(
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    say(source, ("甲", COLD))
    read()
    rows = list(ClaimPost.objects.free())
    one, other = entered(accounts["lead"]), entered(accounts["lead"], COLD)
    ClaimPost.objects.update(claim=one)
    assert claim_posts(other, rows) == []
    assert ClaimPost.objects.get().claim == one


@pytest.mark.django_db(transaction=True)
@two_connections
def test_two_colleagues_who_enter_the_same_make_one_claim(
    accounts: dict[str, Any],
) -> None:
    lead = accounts["lead"]
    outcomes = at_once(*[lambda: entered(lead, RAIN)] * 2)
    [error] = failures(outcomes)
    assert isinstance(error, Conflict)
    assert Claim.objects.count() == 1


def test_cleared_words_of_the_scene_are_taken_from_the_claim(
    accounts: dict[str, Any],
) -> None:
    claim = entered(accounts["lead"])
    found = claim.scene_words
    edit(claim, accounts["lead"], scene_words=["隧道"])
    assert claim.scene_words == ["隧道"]
    edit(claim, accounts["lead"], scene_words=[])
    assert claim.scene_words == found


def test_earlier_posts_join_by_a_changed_text_and_a_new_wording(
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    lead = accounts["lead"]
    say(source, ("甲", HEARSAY[0]), ("乙", COLD))
    read()
    claim = entered(lead, "换电站要排队三小时")
    assert not claim.posts.exists()
    edit(claim, lead, text=RAIN)
    assert [row.said for row in claim.posts.all()] == [HEARSAY[0]]
    enter_wording(claim_id=claim.pk, text=COLD, now=NOW, user=lead)
    assert claim.posts.count() == 2


def test_earlier_posts_join_a_claim_that_is_opened_again(
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    lead = accounts["lead"]
    claim = entered(lead)
    decide(claim, "closed", lead)
    say(source, ("甲", HEARSAY[0]))
    read()
    assert not claim.posts.exists()
    decide(claim, "confirmed", lead)
    assert claim.posts.count() == 1


def test_own_words_of_the_brand_are_read(
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    word = read_word(facet="scenes", phrase="钻冰洞", label_zh="冰洞")
    add_words(words=[word], user=accounts["lead"], now=NOW)
    claim = spread(
        source,
        "网上都在传钻冰洞会漏电起火",
        "群里有人说钻冰洞会漏电起火，大家小心",
        "听说钻冰洞会漏电起火，转发提醒大家",
    )
    assert claim is not None
    assert "钻冰洞" in claim.scene_words
    enter_wording(
        claim_id=claim.pk,
        text="钻冰洞的时候车底会冒火花",
        now=NOW,
        user=accounts["lead"],
    )
    assert claim.wordings.latest("pk").words["scenes"]


def test_a_post_that_is_not_about_it_comes_back(
    lead: Client,
    source: EventSource,
) -> None:
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    row = claim.posts.earliest("pk")
    address = reverse("immunity:stance_set", args=[row.pk])
    page = lead.post(address, {"stance": "none"}, follow=True)
    assert list(page.context["excluded"]) == [row]
    undo = f"{address}?stance=spreading"
    assert undo in page.content.decode()
    page = lead.post(undo, follow=True)
    assert list(page.context["excluded"]) == []
    assert page.context["people"]["spreading"] == 3


def test_owners_in_trouble_are_shown_before_it_is_decided(
    lead: Client,
    source: EventSource,
) -> None:
    say(
        source,
        ("倒霉的小赵", "我的车雨天充电跳枪，充电口还漏电，气死了"),
        hours_ago=200,
    )
    claim = spread(source, *HEARSAY[:3])
    assert claim is not None
    html = lead.get(claim.get_absolute_url()).content.decode()
    assert 'id="complaining"' in html
    assert "倒霉的小赵" in html
    assert "写邀请" not in html, "nobody is invited before it is confirmed"
