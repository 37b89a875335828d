"""A number that docs/extending.md names has one place: no other module assigns
it again, under its own name or another.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.test_docs_names import APPS, ROOT

ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<where>.+) \|$", re.MULTILINE)
NAME = re.compile(r"`([A-Z][A-Z_]+)`")
MODULE = re.compile(r"`([a-z_/]+\.py)`")
# What a second definition is called, and what it holds.
ALIASES = (
    (re.compile(r"NEW(COMERS?|_MEMBERS?)?(_DAYS|_TIME)?"), 30),
    (re.compile(r"(TOKEN|USUAL)_(DAYS|LIFE)"), 90),
    (re.compile(r"(KEPT|MAX)_GENERATIONS"), 2),
)
# A text that says the number instead of taking it.
SAID = re.compile(
    r"(joined|newcomers?)\b[^\"<]*\b(30|thirty) days", re.IGNORECASE
)


@cache
def sources() -> dict[str, str]:
    found = {}
    for app in APPS:
        for path in sorted(ROOT.joinpath(app).rglob("*.py")):
            if "migrations" not in path.parts:
                name = path.relative_to(ROOT).as_posix()
                found[name] = path.read_text("utf-8")
    return found


def constants(text: str) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a module assigns at its top, with their values."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            targets = node.targets
            value: ast.expr | None = node.value
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
            value = node.value
        else:
            continue
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                yield target.id, value


def holds(value: ast.expr, number: int) -> bool:
    """Tell whether a number stands in the value of a constant."""
    return any(
        isinstance(node, ast.Constant) and node.value == number
        for node in ast.walk(value)
    )


def second_definitions(modules: dict[str, str]) -> dict[int, list[str]]:
    """Return which modules assign each of the numbers of ALIASES."""
    found: dict[int, list[str]] = {number: [] for _alias, number in ALIASES}
    for name, text in modules.items():
        for constant, value in constants(text):
            for alias, number in ALIASES:
                if alias.fullmatch(constant) and holds(value, number):
                    found[number].append(f"{name}: {constant}")
    return found


def numbers_of_the_table() -> list[tuple[str, str]]:
    text = ROOT.joinpath("docs/extending.md").read_text("utf-8")
    table = text.partition("## Where a number is")[2].partition("\n## ")[0]
    found = []
    for row in ROW.finditer(table):
        modules = MODULE.findall(row["where"])
        if modules:
            for name in NAME.findall(row["where"]):
                found.append((name, modules[0]))
    return found


@pytest.mark.parametrize(
    ("name", "module"),
    [one for one in numbers_of_the_table() if one[0] != "MAX_ROWS"],
)
def test_a_number_is_where_the_table_says(name: str, module: str) -> None:
    assert name in [constant for constant, _ in constants(sources()[module])]


def test_numbers_are_defined_once() -> None:
    assert second_definitions(sources()) == {
        30: ["activity/rules/newcomers.py: NEWCOMER_DAYS"],
        90: ["common/services/tokens.py: USUAL_DAYS"],
        2: ["activity/rules/generations.py: KEPT_GENERATIONS"],
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("NEW_DAYS = 30\n", 30),
        ("NEWCOMER = timedelta(days=30)\n", 30),
        ("TOKEN_DAYS: int = 90\n", 90),
    ],
)
def test_a_second_definition_is_found(text: str, number: int) -> None:
    assert second_definitions({"a.py": text})[number] != []


def test_texts_take_the_days_of_newcomers() -> None:
    texts = dict(sources())
    for path in ROOT.joinpath("templates").rglob("*.html"):
        texts[str(path)] = path.read_text("utf-8")
    saying = [name for name, text in texts.items() if SAID.search(text)]
    assert saying == []
    assert SAID.search("Every newcomer of the last 30 days was welcomed.")
