"""Short words on the pages of claims and case files are those of this matter,
not of the page that has the same English word.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from activity.models import EventSource
from community.models import Post
from immunity.models import Claim
from immunity.services.claims import decide_claim
from immunity.services.evidence import link_evidence
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.immunity.rumours import entered, say
from tests.immunity.test_services_cases import close, crisis, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


@pytest.fixture
def lead(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["lead"])
    return client


def shown(client: Client, address: str) -> str:
    html: str = client.get(address).content.decode()
    return html


def test_words_of_claims(lead: Client, accounts: dict[str, Any]) -> None:
    claim = entered(accounts["lead"])
    board = shown(lead, reverse("immunity:claim_list"))
    assert "待处理" in board
    assert "未兑现" not in board
    assert "车主证据" in board
    page = shown(lead, claim.get_absolute_url())
    assert "<span>发现时间</span>" in page
    assert "<span>找到的</span>" not in page


def test_words_of_case_files(
    lead: Client,
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    case = write(close(crisis(source, 1), accounts["lead"]), accounts["lead"])
    case.checks.update(due_on=NOW.date())
    page = shown(lead, case.get_absolute_url())
    assert "影响范围" in page
    assert "2026-05-20到期。" in page
    assert "已到期" in page
    assert "权限范围" not in page
    assert "期限改为" not in page
    listed = shown(lead, reverse("immunity:case_list"))
    assert "已到期" in listed
    assert "该回顾了" not in listed


def test_an_answer_whose_posts_are_gone_says_so(
    lead: Client,
    accounts: dict[str, Any],
    source: EventSource,
) -> None:
    claim: Claim = entered(accounts["lead"])
    [post] = say(source, ("老王", "我雨天充电三年，从来没出过问题"))
    link_evidence(
        claim_id=claim.pk, post_id=post.pk, now=NOW, user=accounts["lead"]
    )
    decide_claim(
        claim_id=claim.pk,
        to_state="answered",
        answer="枪口防水",
        now=NOW,
        user=accounts["lead"],
    )
    gone = "作为证据的帖子已经看不到了"
    assert gone not in shown(lead, claim.get_absolute_url())
    Post.objects.filter(pk=post.pk).update(is_deleted=True)
    assert gone in shown(lead, claim.get_absolute_url())
