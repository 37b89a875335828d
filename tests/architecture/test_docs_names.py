"""Every name that a document writes as `code` exists: files, modules,
functions, commands, options, tests.

What is read is inline code in Markdown, and commands in blocks. Names are
looked for in the syntax trees of the project; addresses, values and single
lower-case words are not names.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parents[2]
APPS = (
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
)
CODE_FOLDERS = (*APPS, "benchmarks", "scripts", "tests")
# CHANGELOG.md names what is gone as well.
DOCUMENTS = sorted(
    [
        *ROOT.joinpath("docs").rglob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
    ],
)
# Made on the machine where kocops runs, or by whoever uses it.
NOT_IN_THE_PROJECT = {
    ".env",
    ".venv",
    "var/",
    "kinds.csv",
    "restore-unfinished.json",
    "metrics/requests-1.bin",
}
# Data sets and their rows that are not part of the project, and names of
# Python's and the web's own.
OUTSIDE = {
    "complaint_titles_zh",
    "complaints_zh",
    "owner_forum_en",
    "owner_posts_zh",
    "SeparateDatabaseAndState",
    "pg_stat_activity",
    "work_mem",
    "CLOCK_BOOTTIME",
}
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"manage\.py ([a-z_]+)((?:[^\n`#]|\\\n)*)")
MODULE = re.compile(r"python -m ([a-z_.]+)")
OPTION = re.compile(r"--[a-z][a-z-]+")
FILE = re.compile(
    r"[\w.*<>-]+(?:/[\w.*<>-]*)+"
    r"|[\w-]*\.(?:py|md|sh|html|js|css|json|toml|yml|yaml|txt|csv|env|venv)",
)
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax tree of every module; migrations are left out, for
    they know old names as well.
    """
    paths = [
        path
        for folder in CODE_FOLDERS
        for path in (ROOT / folder).rglob("*.py")
    ]
    paths = [path for path in paths if "migrations" not in path.parts]
    return {
        path: ast.parse(path.read_text("utf-8"))
        for path in [*paths, ROOT / "docs" / "segment_client.py"]
    }


def defined_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names of all functions and classes of a module, at any depth."""
    for node in ast.walk(tree):
        if isinstance(
            node,
            ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        ):
            yield node.name


def used_in(tree: ast.Module) -> Iterator[str]:
    """Yield every name that a module binds or uses, and the words of its texts
    that are no docstrings.
    """
    yield from defined_in(tree)
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).rpartition(".")[2]
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
        ):
            yield from IDENTIFIER.findall(node.value)


@cache
def definitions() -> frozenset[str]:
    return frozenset(
        name for tree in trees().values() for name in defined_in(tree)
    )


@cache
def names() -> frozenset[str]:
    """Return the names of the apps, the benchmarks and the scripts; those of
    tests are definitions only.
    """
    tests = ROOT / "tests"
    code = [
        tree for path, tree in trees().items() if tests not in path.parents
    ]
    return definitions() | {name for tree in code for name in used_in(tree)}


@cache
def shell_words() -> str:
    files = [
        *ROOT.glob("*.sh"),
        *ROOT.glob("scripts/*.sh"),
        ROOT / "docker-compose.yml",
        ROOT / "pyproject.toml",
    ]
    return "\n".join(path.read_text("utf-8") for path in files)


@cache
def options_of(command: str) -> frozenset[str]:
    parser = load_command_class(
        get_commands()[command],
        command,
    ).create_parser("manage.py", command)
    return frozenset(parser._option_string_actions)


@cache
def own_options() -> frozenset[str]:
    """Return every option of the project's commands, benchmarks and scripts."""
    ours = [name for name, app in get_commands().items() if app in APPS]
    found = {option for name in ours for option in options_of(name)} | set(
        OPTION.findall(shell_words()),
    )
    texts = [
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    ]
    return frozenset(
        found
        | {
            text
            for text in texts
            if isinstance(text, str) and OPTION.fullmatch(text)
        },
    )


def file_exists(name: str) -> bool:
    """Tell whether a path exists in the project, an app, the tests or the
    documents; `<app>` is any.
    """
    if name in NOT_IN_THE_PROJECT:
        return True
    pattern = re.sub(r"<\w+>", "*", name).rstrip("/")
    return any(
        any(folder.glob(pattern))
        for folder in (
            ROOT,
            ROOT / "tests",
            ROOT / "docs",
            *map(ROOT.joinpath, APPS),
        )
    )


def module_path(dotted: str) -> Path:
    path = ROOT.joinpath(*dotted.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def module_exists(dotted: str) -> bool:
    return module_path(dotted).is_file()


def is_known(dotted: str) -> bool:
    """Tell whether a module, a name in a module, or an attribute of a class exists."""
    parts = dotted.split(".")
    if parts[0] not in CODE_FOLDERS:
        return all(part in names() for part in parts)
    module, _dot, name = dotted.rpartition(".")
    return module_exists(dotted) or (
        module_exists(module) and name in used_in(trees()[module_path(module)])
    )


def unknown_commands(text: str) -> Iterator[str]:
    for command, arguments in COMMAND.findall(text):
        if command not in get_commands():
            yield f"manage.py {command}"
        else:
            known = options_of(command)
            yield from (
                f"manage.py {command} {option}"
                for option in OPTION.findall(arguments)
                if option not in known
            )
    yield from (
        f"python -m {dotted}"
        for dotted in MODULE.findall(text)
        if not is_module(dotted)
    )


def is_module(dotted: str) -> bool:
    return dotted.split(".")[0] not in CODE_FOLDERS or module_exists(dotted)


def is_test(span: str) -> bool:
    wanted = span.strip("…")
    return any(
        wanted in name for name in definitions() if name.startswith("test_")
    )


def options_exist(span: str) -> bool:
    return set(OPTION.findall(span)) <= own_options()


def callable_exists(span: str) -> bool:
    dotted = span.partition("(")[0]
    return is_known(dotted) and dotted.rpartition(".")[2] in definitions()


def word_exists(span: str) -> bool:
    """Tell whether a word is known, or is no name of code at all."""
    is_constant = span.isupper() and len(span) > 3
    is_class = re.fullmatch(r"(?:[A-Z][a-z0-9]+){2,}", span)
    if not ("_" in span.strip("_") or is_constant or is_class):
        return True
    return (
        span in OUTSIDE
        or span in names()
        or span in get_commands()
        or span in shell_words()
    )


def is_no_name(_span: str) -> bool:
    return True


# What an inline code is, by its form, and how it is looked for; the first form that fits decides.
FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"…\w+…?"), is_test),
    (re.compile(r"--.*"), options_exist),
    (re.compile(r"/.*|.*[ ?+:,].*"), is_no_name),
    (FILE, file_exists),
    (re.compile(r"[\w.]+\(.*\)"), callable_exists),
    (re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"), is_known),
    (IDENTIFIER, word_exists),
)


def exists(span: str) -> bool:
    for form, look in FORMS:
        if form.fullmatch(span):
            return look(span)
    return True


def unknown_names(text: str) -> list[str]:
    """Return what a document names that does not exist."""
    spans = [
        span
        for span in INLINE.findall(FENCED.sub("", text))
        if not exists(span)
    ]
    return sorted({*unknown_commands(text), *spans})


@pytest.mark.parametrize(
    "document",
    DOCUMENTS,
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_name_in_a_document_exists(document: Path) -> None:
    assert "\n".join(unknown_names(document.read_text("utf-8"))) == ""


@pytest.mark.parametrize(
    "breach",
    [
        "`follow_nobody()`",
        "`Member.objects.departed()`",
        "`common/services/nowhere.py`",
        "`common.services.nowhere`",
        "`common.calendar.no_such_day`",
        "`NoSuchModel`",
        "`NO_SUCH_SETTING`",
        "`manage.py no_such_command`",
        "`manage.py work --no-such-option`",
        "`--no-such-option`",
        "`python -m benchmarks.nothing`",
        "`…no_test_is_called_so…`",
        "```\nmanage.py no_such_command FILE\n```",
    ],
)
def test_a_name_that_does_not_exist_is_found(breach: str) -> None:
    assert len(unknown_names(f"Text with {breach} in it.")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`/api/v1/posts/`",
        "`common/calendar.py`",
        "`Member`",
        "`manage.py work --once`",
        "`tests/<app>/`",
        "`ok`",
    ],
)
def test_names_that_exist_and_other_code_pass(text: str) -> None:
    assert unknown_names(text) == []
