"""Names, comments and docstrings of the code use the words of the glossary."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_docs_prose import PRIVATE_WORDS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    "common",
    "members",
    "activity",
    "community",
    "roles",
    "alerts",
    "lifecycle",
    "knowledge",
    "koc",
    "insights",
    "teamwork",
    "integrations",
    "campaigns",
    "outreach",
    "immunity",
    "notifications",
    "reports",
    "accounts",
    "kocops",
    "scripts",
)
# What the glossary replaced; a part of a name, between underscores.
OLD_PARTS = {
    "deed",
    "deeds",
    "drawer",
    "drawers",
    "hear",
    "heard",
    "placement",
    "placements",
    "standing",
    "standings",
    "strangers",
    "strays",
    "told",
    "voice",
    "voices",
    "whoever",
}
OLD_NAMES = {
    "Deeds",
    "DifferentPeople",
    "Night",
    "NightPart",
    "Placement",
    "PostReading",
    "QuestionReading",
    "ReaderError",
    "ReadingRules",
    "RoleStanding",
    "Told",
    "Voice",
    "VoiceRates",
    "WatchState",
    "Watched",
}
# The API serves the old names for one version (docs/api.md).
DEPRECATED = {"voice_count", "voices", "voices_min"}
# Words that are plain English in a comment: a car has doors, a value is
# rounded to its floor, a webhook is delivered.
PLAIN_IN_CODE = ("door", "floor", "deliver", "house", "ring")
PRIVATE = re.compile(
    "|".join(
        rf"\b(?:{words})\b"
        for words in PRIVATE_WORDS
        if not words.startswith(PLAIN_IN_CODE)
    ),
    re.IGNORECASE,
)
MODULES = sorted(
    path
    for folder in FOLDERS
    for path in ROOT.joinpath(folder).rglob("*.py")
    if "migrations" not in path.parts
)


def old_names(text: str) -> Iterator[str]:
    """Yield every identifier that the glossary replaced."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = token.string
        if token.type != tokenize.NAME or name in DEPRECATED:
            continue
        if name in OLD_NAMES or OLD_PARTS & set(name.lower().split("_")):
            yield f"{token.start[0]}: {name}"


def private_words(text: str) -> Iterator[str]:
    """Yield every private word of a comment or docstring."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            for found in PRIVATE.findall(token.string):
                yield f"{token.start[0]}: {found}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(
            node,
            ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
        ):
            for found in PRIVATE.findall(ast.get_docstring(node) or ""):
                yield f"{getattr(node, 'lineno', 1)}: {found}"


@pytest.mark.parametrize(
    "path",
    MODULES,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_a_module_uses_the_words_of_the_glossary(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [*old_names(text), *private_words(text)] == []


def test_old_words_are_found() -> None:
    text = (
        '"""What he is told."""\nheard_days = Voice()  # a stray\nvoices = 1\n'
    )
    assert list(old_names(text)) == ["2: heard_days", "2: Voice"]
    assert list(private_words(text)) == ["2: stray", "1: he", "1: told"]
