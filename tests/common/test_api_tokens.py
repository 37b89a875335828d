"""A refusal says why: the scope that a token lacks, the methods that an address has."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "address", "scope"),
    [
        ("get", "/api/v1/circles/", "members:read"),
        ("get", "/api/v1/interactions/", "interactions:read"),
        ("post", "/api/v1/interactions/", "interactions:write"),
        ("put", "/api/v1/member-tags/", "tags:write"),
    ],
)
def test_a_refused_token_learns_the_scope_it_lacks(
    token: Any,
    method: str,
    address: str,
    scope: str,
) -> None:
    answer = getattr(Client(headers=token("alerts:read")), method)(
        address,
        {},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert f"“{scope}”" in answer.json()["detail"]


def test_an_address_for_people_says_so_to_a_token(token: Any) -> None:
    answer = Client(
        headers={**token("members:read"), "Accept-Language": "en"},
    ).get("/api/docs/")
    assert answer.status_code == 403
    assert "people" in answer.json()["detail"]


def test_a_method_that_is_not_there_is_405_with_those_that_are(
    token: Any,
    as_role: Any,
) -> None:
    machine = Client(headers=token("members:read"))
    for client in (machine, as_role("planner")):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(
                "/api/v1/circles/",
                {},
                content_type="application/json",
            )
            assert answer.status_code == 405
            assert answer["Allow"] == "GET, HEAD, OPTIONS"
            assert answer.json()["title"] == "method_not_allowed"
    assert (
        Client()
        .post("/api/v1/circles/", {}, content_type="application/json")
        .status_code
        == 401
    )
