"""The docstring of a large package says in one line what each of its modules
holds.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.test_docs_names import APPS, ROOT

MANY = 30
LINE = re.compile(r"^- (\w+): \S", re.MULTILINE)


def modules_of(folder: Path) -> set[str]:
    found = {path.stem for path in folder.glob("*.py")}
    found |= {path.parent.name for path in folder.glob("*/__init__.py")}
    return found - {"__init__"}


def large_packages() -> list[Path]:
    found = []
    for app in APPS:
        for path in sorted(ROOT.joinpath(app).rglob("__init__.py")):
            folder = path.parent
            if folder.name != "migrations" and len(modules_of(folder)) >= MANY:
                found.append(folder)
    return found


def lines_of(text: str) -> list[str]:
    """Return the modules that the docstring of a package names, in its order."""
    docstring = ast.get_docstring(ast.parse(text)) or ""
    names: list[str] = LINE.findall(docstring)
    return names


@pytest.mark.parametrize(
    "folder",
    large_packages(),
    ids=lambda folder: folder.relative_to(ROOT).as_posix(),
)
def test_a_large_package_names_its_modules(folder: Path) -> None:
    named = lines_of(folder.joinpath("__init__.py").read_text("utf-8"))
    assert len(named) == len(set(named))
    assert set(named) == modules_of(folder)


def test_large_packages_and_lines_are_found() -> None:
    names = {one.relative_to(ROOT).as_posix() for one in large_packages()}
    assert {"alerts/rules", "community/rules"} <= names
    assert lines_of('"""All.\n\nTopic\n- one: it\n- two:\n"""\n') == ["one"]
