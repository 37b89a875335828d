"""The schema says what an integrator needs: errors, examples, words, in English."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from activity.labels import KIND_LABELS
from common.api.schema import EnglishSchemaGenerator
from common.security.access import SCOPES
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved

pytestmark = pytest.mark.django_db
HAN = range(0x4E00, 0xA000)
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator: SchemaGenerator = EnglishSchemaGenerator()
    made: dict[str, Any] = generator.get_schema(request=None, public=True)
    return made


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path, methods in schema["paths"].items():
        for method in METHODS & methods.keys():
            found.append((f"{method} {path}", methods[method]))
    return found


def test_every_operation_has_a_summary_and_its_errors(
    schema: dict[str, Any],
) -> None:
    checked = operations(schema)
    assert len(checked) > 30
    for name, operation in checked:
        assert operation["summary"], name
        assert {"400", "401", "403", "429"} <= operation["responses"].keys()
        refused = operation["responses"]["400"]["content"]
        assert refused["application/problem+json"]["schema"] == {
            "$ref": "#/components/schemas/Problem",
        }, name


def test_nearly_every_field_is_described(schema: dict[str, Any]) -> None:
    described = []
    for component in schema["components"]["schemas"].values():
        for field in component.get("properties", {}).values():
            described.append("description" in field)
    assert sum(described) > 0.9 * len(described) > 300


def test_it_is_english_for_everybody_who_does_not_ask(as_role: Any) -> None:
    client = as_role("analyst")
    address = "/api/schema/?format=json"
    for headers in ({}, {"Accept-Language": "zh-hans"}):
        made = client.get(address, headers=headers).json()
        assert made["components"]["schemas"]["Member"]["properties"]["city"][
            "description"
        ].startswith("City")
        title = made["components"]["schemas"]["EventSource"]["properties"]
        assert not is_chinese(title["time_zone"]["title"])
    asked = client.get(f"{address}&lang=zh-hans").json()
    title = asked["components"]["schemas"]["EventSource"]["properties"]
    assert is_chinese(title["time_zone"]["title"])


def is_chinese(text: str) -> bool:
    return any(ord(letter) in HAN for letter in text)


def test_creating_a_row_does_not_demand_what_the_server_says(
    schema: dict[str, Any],
) -> None:
    body = schema["components"]["schemas"]["InteractionRequest"]
    assert "id" not in body["properties"]
    assert "expanded" not in body["properties"]
    assert set(body["required"]) == {"key", "member", "summary"}


def test_kinds_are_listed_with_their_words(schema: dict[str, Any]) -> None:
    row = schema["components"]["schemas"]["EventRowRequest"]["properties"]
    assert row["kind"]["anyOf"][0]["enum"] == list(KIND_LABELS)
    assert "`test_drive` Test drive" in row["kind"]["description"]


def test_what_is_deprecated_is_marked_and_agrees(
    schema: dict[str, Any],
) -> None:
    marked = set()
    for name, component in schema["components"]["schemas"].items():
        for field, described in component.get("properties", {}).items():
            if described.get("deprecated"):
                marked.add(f"{name}.{field}")
                assert "Use `" in described["description"]
    assert marked == {
        "Alert.voices",
        "Issue.voice_count",
        "Question.upset",
        "RoleScore.primary",
    }


def test_the_examples_of_bodies_are_accepted(
    schema: dict[str, Any],
    token: Any,
    accounts: dict[str, Any],
) -> None:
    machine = Client(headers=token(*SCOPES))
    EventSourceFactory()
    EventSourceFactory(name="forum")
    EventSourceFactory(name="crm")
    member = MemberFactory()
    member.identities.create(platform="app", external_id="u-17")
    version = approved(
        accounts["planner"],
        accounts["lead"],
        text="{nickname}，{event}{date}在{place}见",
        now=timezone.now(),
    )
    sent = 0
    for name, operation in operations(schema):
        method, path = name.split()
        body = operation.get("requestBody", {}).get("content", {})
        examples = body.get("application/json", {}).get("examples", {})
        for example in examples.values():
            text = json.dumps(example["value"])
            text = text.replace('"member": 1', f'"member": {member.pk}')
            address = path.replace("{name}", "shop")
            answer = getattr(machine, method)(
                address.replace("{id}", str(version.script_id)),
                text,
                content_type="application/json",
            )
            assert answer.status_code in (200, 201), answer.json()
            sent += 1
    assert sent >= 6


def test_a_browser_is_sent_to_the_login_a_program_is_refused() -> None:
    page = Client().get("/api/docs/", headers={"Accept": "text/html,*/*;q=.8"})
    assert page.status_code == 302
    assert page["Location"] == "/login/?next=/api/docs/"
    program = Client().get("/api/docs/", headers={"Accept": "*/*"})
    assert program.status_code == 401
