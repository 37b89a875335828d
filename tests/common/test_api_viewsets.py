"""A parameter that an address does not know is refused; the known ones are documented."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from common.api.viewsets import KnownParameters
from common.security.access import SCOPES
from insights.models import Segment
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(headers=token(*SCOPES))


@pytest.mark.parametrize(
    "name",
    [
        "identities",
        "modified_since",
        "ordering",
        "columns",
        "limit[]",
        "Limit",
        " limit",
        "",
    ],
)
def test_an_unknown_parameter_is_refused_by_name(
    machine: Client,
    name: str,
) -> None:
    answer = machine.get("/api/v1/members/", {name: "x", "limit": "1"})
    body = answer.json()
    assert (answer.status_code, body["title"]) == (400, "unknown_parameter")
    assert [error["field"] for error in body["errors"]] == [name]
    assert (
        "after, city, count, cursor, fields, id, identity, joined_since"
        in body["errors"][0]["message"]
    )


def test_details_exports_and_writing_refuse_them_too(machine: Client) -> None:
    member, segment = (
        MemberFactory(),
        Segment.objects.create(name="s", created_at=NOW),
    )
    export = reverse("api:segment-export", args=[segment.pk])
    for address in (
        f"/api/v1/members/{member.pk}/?city=x",
        f"/api/v1/members/{member.pk}/?sort=city",
        f"{export}?limit=1",
        "/api/v1/freshness/?x=",
        f"{export}?x",
    ):
        assert machine.get(address).json()["title"] == "unknown_parameter", (
            address
        )
    sent = {"source": "none", "events": []}
    answer = machine.post(
        "/api/v1/events/?batch=app",
        sent,
        content_type="application/json",
    )
    assert answer.json()["title"] == "unknown_parameter"
    assert machine.get(f"{export}?as=csv").status_code == 200
    assert (
        machine.get(
            f"/api/v1/segments/{segment.pk}/members/?changed_since=2026-05-01T00:00:00Z",
        ).status_code
        == 200
    )


def test_a_refused_account_does_not_learn_what_is_known(token: Any) -> None:
    assert Client().get("/api/v1/members/?x=1").status_code == 401
    assert (
        Client(headers=token("posts:read"))
        .get("/api/v1/members/?x=1")
        .status_code
        == 403
    )
    assert (
        Client(headers=token("members:read"))
        .delete("/api/v1/members/?x=1")
        .status_code
        == 405
    )


def test_every_address_knows_what_its_documentation_names() -> None:
    generator = SchemaGenerator()
    paths = generator.get_schema(request=None, public=True)["paths"]
    checked = 0
    for path, _regex, method, view in generator._get_paths_and_endpoints():
        if path.startswith("/api/v1/"):
            assert isinstance(view, KnownParameters), path
            described = paths[path][method.lower()].get("parameters", [])
            assert view.known_parameters() == {
                one["name"] for one in described if one["in"] == "query"
            }, path
            checked += 1
    assert checked >= 25


def test_options_of_every_list_say_what_it_is(machine: Client) -> None:
    for address in ("members", "posts", "sources", "circles"):
        answer = machine.options(f"/api/v1/{address}/")
        assert answer.status_code == 200, address
        assert answer.json().keys() == {
            "name",
            "description",
            "renders",
            "parses",
        }
