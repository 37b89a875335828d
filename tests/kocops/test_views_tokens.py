"""Tokens are issued, shown once and ended on a page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.models import ApiToken
from common.security.access import ADMIN, LEAD

pytestmark = pytest.mark.django_db
ENTERED: dict[str, Any] = {
    "account": "crm",
    "scopes": ["segments:read"],
    "days": "30",
    "requests_per_minute": "60",
}


def reads_segments(token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return int(Client(headers=headers).get("/api/v1/segments/").status_code)


def test_a_token_is_shown_once_works_and_ends(as_role: Any) -> None:
    client = as_role(ADMIN)
    issued = client.post(reverse("tokens"), ENTERED)
    token = issued.context["token"]
    assert token in issued.content.decode()
    assert "no-store" in issued["Cache-Control"]
    assert token not in client.get(reverse("tokens")).content.decode()
    assert reads_segments(token) == 200
    row = ApiToken.objects.get()
    assert (row.scopes, row.requests_per_minute) == (["segments:read"], 60)
    client.post(reverse("token_end", args=[row.token_key]))
    assert reads_segments(token) == 401
    assert "已失效" in client.get(reverse("tokens")).content.decode()


def test_a_colleague_s_account_gets_no_token(
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role(ADMIN)
    name = accounts[LEAD].get_username()
    refused = client.post(reverse("tokens"), {**ENTERED, "account": name})
    assert refused.status_code == 409
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"scopes": []}, {"scopes": ["x"]}, {"days": "7"}, {"account": "a b"}],
)
def test_what_cannot_be_issued_is_refused(as_role: Any, wrong: Any) -> None:
    client = as_role(ADMIN)
    refused = client.post(reverse("tokens"), {**ENTERED, **wrong})
    assert refused.status_code == 422
    assert not ApiToken.objects.exists()


def test_an_unknown_token_is_not_found(as_role: Any) -> None:
    ended = as_role(ADMIN).post(reverse("token_end", args=["nothing"]))
    assert ended.status_code == 404
