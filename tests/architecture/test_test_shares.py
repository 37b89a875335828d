"""Every test runs on a database on which it can fail: the usual run shares them
between two (tests/databases.py, test.sh).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests import databases, extent
from tests.databases import runs_here
from tests.extent import part_of

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(ROOT.glob("tests/**/test_*.py"))
MARKED = re.compile(r"^from tests\.concurrency import .*two_connections", re.M)
# Both are attacked on PostgreSQL with their forms only.
HOSTILE = ("test_hostile_input.py", "test_hostile_admin.py")


@pytest.fixture(autouse=True)
def usual_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "TRIES_EVERYTHING", False)
    monkeypatch.setattr(extent, "TRIES_EVERYTHING", False)


def test_tests_of_two_connections_run_on_postgresql() -> None:
    """SQLite skips them, so that nothing would run them at all."""
    found = []
    for path in FILES:
        if MARKED.search(path.read_text("utf-8")):
            found.append(path)
            assert runs_here(path, "postgresql"), path
    assert len(found) >= 5


def test_every_file_runs_somewhere() -> None:
    for path in FILES:
        shares = [runs_here(path, one) for one in ("sqlite", "postgresql")]
        assert any(shares), path


def test_only_hostile_requests_are_left_out_by_name() -> None:
    script = (ROOT / "test.sh").read_text("utf-8")
    (text,) = re.findall(r'-k "([^"]+)"', script)
    chosen = Expression.compile(text)
    for path, name in _tests():
        words = f"{path.name} {name}"
        is_run = chosen.evaluate(lambda part, words=words: part in words)
        is_form = name.startswith("test_no_field_of_a")
        assert is_run == (path.name not in HOSTILE or is_form), (path, name)


def _tests() -> Iterator[tuple[Path, str]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_test = isinstance(node, ast.FunctionDef)
            if is_test and node.name.startswith("test_"):
                yield path, node.name


@pytest.mark.parametrize("start", range(5))
@pytest.mark.parametrize("count", range(1, 6))
def test_a_part_is_never_nothing(count: int, start: int) -> None:
    cases = range(count)
    assert part_of(cases, one_in=4, start=start)
    assert len(part_of(cases, one_in=4, start=start)) <= 2
    assert part_of((), one_in=4, start=start) == []


def test_turns_try_everything_together() -> None:
    cases = range(7)
    found = set()
    for start in range(4):
        found.update(part_of(cases, one_in=4, start=start))
    assert found == set(cases)
