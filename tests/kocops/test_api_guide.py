"""The guide and the schema speak the reader's language, and examples work."""

import re
import shlex
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.security.access import SCOPES
from kocops.labels import SUMMARIES
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[一-鿿]")
METHODS = ("get", "post", "put", "patch", "delete")
EXAMPLE = re.compile(r'<pre class="example"[^>]*>(.*?)</pre>', re.DOTALL)


@pytest.fixture
def machine(token: Any) -> Client:
    return Client(headers=token(*SCOPES))


def summaries(client: Client, language: str) -> set[str]:
    address = f"{reverse('api:schema')}?lang={language}&format=json"
    paths = client.get(address).json()["paths"]
    found = set()
    for operations in paths.values():
        for method, operation in operations.items():
            if method in METHODS:
                found.add(operation["summary"])
    return found


def test_every_summary_is_chinese_for_chinese_readers(as_role: Any) -> None:
    found = summaries(as_role("admin"), "zh-hans")
    assert len(found) > 40
    assert [one for one in found if not HAN.search(one)] == []


def test_the_marked_summaries_are_those_of_the_schema(as_role: Any) -> None:
    found = summaries(as_role("admin"), "en")
    assert not [one for one in found if HAN.search(one)]
    assert set(SUMMARIES) - found == set()
    assert not any("queryset" in one for one in found)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_guide_names_every_scope(as_role: Any, language: str) -> None:
    page = as_role("analyst").get(
        reverse("api_guide"),
        headers={"accept-language": language},
    )
    text = page.content.decode()
    for scope in SCOPES:
        assert f"<code>{scope}</code>" in text
    assert f"?lang={language}" in text
    assert reverse("tokens") not in text.split("<main")[1]


def test_its_examples_are_answered(as_role: Any, machine: Client) -> None:
    EventSourceFactory(name="app")
    text = as_role("admin").get(reverse("api_guide")).content.decode()
    examples = EXAMPLE.findall(text)
    assert len(examples) == 3
    for example in examples:
        words = shlex.split(unescape(example).replace("\\\n", " "))
        address = words[-1].removeprefix("http://testserver")
        if "-d" in words:
            body = words[words.index("-d") + 1]
            kind = "application/json"
            answer = machine.post(address, body, content_type=kind)
        else:
            answer = machine.get(address)
        assert answer.status_code == 200, answer.content
