"""Every setting that is read from the environment is in the table of
docs/operations.md, in docker-compose.yml and in .env.example, and the other way
round.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import environ
import pytest
import yaml

from kocops.configuration.security import ONE_YEAR, https_settings

ROOT = Path(__file__).resolve().parents[2]
# What an installation in containers has no use for, and why.
NOT_IN_COMPOSE = {
    "KOCOPS_DEBUG": "only for development",
    "KOCOPS_DEMO": "only for the demo",
    "KOCOPS_EMBEDDED": "compose names its database",
    "KOCOPS_ENV_FILE": "compose reads .env itself",
    "KOCOPS_VAR_DIR": "a volume is mounted there",
    "POSTGRES_PASSWORD": "compose inserts it into DATABASE_URL",
}
# Names of the environment that are no settings of kocops.
NOT_SETTINGS = {"PYTEST_VERSION"}
READERS = re.compile(r"(env\.\w+|os\.environ\.get|_setting)$")


def read_names(text: str) -> Iterator[str]:
    """Yield the names that a module reads from the environment."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            is_reader = READERS.match(ast.unparse(node.func))
            if is_reader and isinstance(first, ast.Constant):
                yield str(first.value)
        # CHOSEN: names that are asked for one after the other.
        if isinstance(node, ast.Assign) and ast.unparse(node).startswith(
            "CHOSEN ="
        ):
            yield from ast.literal_eval(node.value)


@cache
def settings_read() -> frozenset[str]:
    modules = [
        ROOT / "kocops" / "settings.py",
        *sorted(ROOT.joinpath("kocops", "configuration").glob("*.py")),
    ]
    found: set[str] = set()
    for path in modules:
        found.update(read_names(path.read_text("utf-8")))
    return frozenset(found - NOT_SETTINGS)


def table_of_settings(text: str) -> set[str]:
    """Return the names in the first column of tables whose head is `setting`."""
    found: set[str] = set()
    is_inside = False
    for line in text.splitlines():
        if line.startswith("| setting |"):
            is_inside = True
        elif not line.startswith("|"):
            is_inside = False
        elif is_inside:
            found.update(re.findall(r"`([A-Z_]+)`", line.split("|")[1]))
    return found


@cache
def documented() -> frozenset[str]:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    return frozenset(table_of_settings(text))


@cache
def passed_on() -> dict[str, str]:
    """Return what compose gives to every process, as it is written."""
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    given: dict[str, str] = yaml.safe_load(text)["x-app"]["environment"]
    return given


@cache
def example() -> frozenset[str]:
    text = (ROOT / ".env.example").read_text("utf-8")
    return frozenset(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))


def test_settings_are_found() -> None:
    text = "A = env.int('ONE', default=2)\nenv.str(\n  'TWO')\nenv.read('x')\n"
    assert set(read_names(text)) >= {"ONE", "TWO"}
    assert len(settings_read()) > 50
    assert {
        "METRICS_TOKEN",
        "EMAIL_HOST",
        "KOCOPS_EMBEDDED",
    } <= settings_read()


def test_every_setting_is_in_the_table_and_nothing_else() -> None:
    assert settings_read() - documented() == set()
    assert documented() - settings_read() == set()


def test_compose_passes_every_setting_on_and_nothing_else() -> None:
    expected = settings_read() - NOT_IN_COMPOSE.keys()
    assert expected - passed_on().keys() == set()
    assert passed_on().keys() - expected == set()
    assert NOT_IN_COMPOSE.keys() <= settings_read()


def test_the_example_names_what_compose_passes_on() -> None:
    assert example() - {"POSTGRES_PASSWORD"} == passed_on().keys()


@pytest.mark.parametrize("name", sorted(passed_on()))
def test_compose_passes_a_setting_under_its_own_name(name: str) -> None:
    assert passed_on()[name].startswith(f"${{{name}:")


def test_a_setting_that_is_missing_somewhere_is_found() -> None:
    table = "| setting | meaning |\n| --- | --- |\n| `ONE`, `TWO` | `X` |\n\n"
    assert table_of_settings(table + "| `THREE` | other table |\n") == {
        "ONE",
        "TWO",
    }


def https(monkeypatch: pytest.MonkeyPatch, **given: str) -> dict[str, Any]:
    for name in ("KOCOPS_HTTPS", "HSTS_SECONDS", "HSTS_PRELOAD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return https_settings(environ.Env())


def test_hsts_can_be_shortened_and_kept_off_the_lists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert https(monkeypatch) == {}
    usual = https(monkeypatch, KOCOPS_HTTPS="1")
    assert usual["SECURE_HSTS_SECONDS"] == ONE_YEAR
    assert usual["SECURE_HSTS_PRELOAD"] is True
    own = https(
        monkeypatch,
        KOCOPS_HTTPS="1",
        HSTS_SECONDS="300",
        HSTS_SUBDOMAINS="false",
        HSTS_PRELOAD="false",
    )
    assert own["SECURE_HSTS_SECONDS"] == 300
    assert own["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False
    assert own["SECURE_HSTS_PRELOAD"] is False
