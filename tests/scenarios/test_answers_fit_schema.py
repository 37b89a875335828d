"""Every answer of the API has the shape that the schema describes."""

from typing import Any

import jsonschema
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from common.api.schema import EnglishSchemaGenerator
from common.security.access import ACCESS, LEAD, SCOPES
from notifications.models import Notification
from tests.architecture.test_access_walk import address_of
from tests.architecture.test_query_counts import fill

WITHOUT_ROWS = {"api:docs", "api:schema", "api:not-found", "api:erasure"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator: SchemaGenerator = EnglishSchemaGenerator()
    made: dict[str, Any] = generator.get_schema(request=None, public=True)
    return made


def described_answer(schema: dict[str, Any], address: str) -> dict[str, Any]:
    """Return the schema of a GET's answer: the path with most fixed parts that fits."""
    parts = address.strip("/").split("/")
    fitting = []
    for path, methods in schema["paths"].items():
        names = path.strip("/").split("/")
        if len(names) == len(parts) and "get" in methods:
            pairs = zip(names, parts, strict=True)
            fixed = [n == p or (n.startswith("{") and None) for n, p in pairs]
            if False not in fixed:
                fitting.append((fixed.count(True), methods["get"]))
    operation = max(fitting, key=lambda one: one[0])[1]
    answer: dict[str, Any] = operation["responses"]["200"]["content"]
    return answer["application/json"]["schema"]  # type: ignore[no-any-return]


def names_to_read() -> list[str]:
    names = []
    for name, access in ACCESS.items():
        if name.startswith("api:") and access.read_scope:
            names.append(name)
    return sorted(set(names) - WITHOUT_ROWS - {"api:segment-export"})


@pytest.mark.django_db
def test_answers_fit_what_is_described(
    schema: dict[str, Any],
    accounts: dict[str, Any],
    token: Any,
) -> None:
    made = fill(3, accounts[LEAD])
    machine = Client(headers=token(*SCOPES))
    # A token reads the notifications of its own account only.
    reader = get_user_model().objects.get(username="machine")
    Notification.objects.update(user=reader)
    names = names_to_read()
    assert len(names) > 20
    for name in names:
        address = address_of(name, made)
        answer = machine.get(address)
        assert answer.status_code == 200, name
        described = {
            **described_answer(schema, address),
            "components": schema["components"],
        }
        validator = jsonschema.Draft202012Validator(described)
        errors = list(validator.iter_errors(answer.json()))
        assert not errors, f"{name}: {errors[0].message} {errors[0].path}"
