"""The budgets of docs/structure.md, read off the syntax trees; each check
first finds a planted breach.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from integrations.platforms import PLATFORMS

ROOT = Path(__file__).resolve().parents[2]
MAX_TEMPLATE_LINE = 120
APPS = (
    "kocops",
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
)
MODULE_LINES, FUNCTION_LINES, TASK_LINES, TASK_BODY_LINES, MODULE_MODELS = (
    300,
    40,
    12,
    8,
    6,
)

MODULE_NAMES = frozenset(
    {
        "__init__",
        "apps",
        "migrations",
        "templatetags",
        "urls",
        "views",
        "api",
        "admin",
        "management",
        "tasks",
        "forms",
        "tables",
        "serializers",
        "services",
        "selectors",
        "labels",
        "stage",
        "research",
        "panels",
        "cards",
        "urgent",
        "access",
        "privacy",
        "filters",
        "models",
        "querysets",
        "rules",
    },
)
REFUSED = frozenset({"utils", "helpers", "managers", "signals"})
COMMON_MODULES = frozenset(
    {
        "api",
        "audit",
        "backups",
        "calendar",
        "checks",
        "db",
        "errors",
        "files",
        "jobs",
        "logs",
        "metrics",
        "middleware",
        "personal",
        "privacy",
        "security",
        "ui",
    },
)
PROJECT_MODULES = frozenset(
    {
        "__main__",
        "audited",
        "audited_campaigns",
        "audited_immunity",
        "audited_outreach",
        "beat",
        "celery",
        "composition",
        "configuration",
        "context",
        "demo",
        "formats",
        "jobs",
        "menu",
        "menu_parents",
        "nightly",
        "pages",
        "palette",
        "reading_views",
        "schedule",
        "settings",
        "unaudited",
        "waiting",
        "wsgi",
        "version",
        "web_server",
    },
)
# A package for each platform, and the list of them.
PLATFORM_MODULES = frozenset({"platforms", *PLATFORMS})
# What django-allauth and sessions ask for by name.
ACCOUNT_MODULES = frozenset({"adapters", "middleware", "provider", "sessions"})
OWN_MODULES = {
    "accounts": ACCOUNT_MODULES,
    "common": COMMON_MODULES,
    "kocops": PROJECT_MODULES,
    "integrations": PLATFORM_MODULES,
}
ENTRY_POINTS = frozenset(
    {
        "views",
        "api",
        "admin",
        "management",
        "tasks",
        "urls",
        "adapters",
        "middleware",
        "sessions",
        "throttles",
        "tokens",
    },
)

ISOLATING = frozenset(
    {
        "common/jobs/outbox_sending.py",
        "common/jobs/queue.py",
        "common/jobs/supervision.py",
        "integrations/services/row_storage.py",
        "integrations/services/running.py",
        "notifications/services/handling.py",
        "reports/services/briefs.py",
    },
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One file of an app, by its path from the root."""

    path: str
    text: str

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    @property
    def body(self) -> list[ast.stmt]:
        return ast.parse(self.text).body

    @property
    def app(self) -> str:
        return self.path.split("/")[0]

    @property
    def kind(self) -> str:
        return self.path.split("/")[1].removesuffix(".py")


Finding = tuple[int, str]
Check = Callable[[Module], Iterator[Finding]]


def _functions(module: Module) -> Iterator[Function]:
    yield from (node for node in module.nodes if isinstance(node, FUNCTIONS))


def _calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def _length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_modules(module: Module) -> Iterator[Finding]:
    lines = len(module.text.splitlines())
    if lines > MODULE_LINES:
        yield lines, f"module of {lines} lines"


def _body_length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function after its signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_functions(module: Module) -> Iterator[Finding]:
    for node in _functions(module):
        if _body_length(node) > FUNCTION_LINES:
            yield node.lineno, f"{node.name} has {_body_length(node)} lines"


def long_tasks(module: Module) -> Iterator[Finding]:
    """A task's body (without docstring) stays under 8 lines, all of it under 12."""
    if module.kind != "tasks":
        return
    for node in _functions(module):
        body = node.body[1:] if ast.get_docstring(node) else node.body
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        if _length(node) >= TASK_LINES or lines >= TASK_BODY_LINES:
            yield (
                node.lineno,
                f"task {node.name} has {_length(node)} lines, {lines} in its body",
            )


def many_models(module: Module) -> Iterator[Finding]:
    if module.kind != "models":
        return
    others = re.compile(r"(Choices|QuerySet|Manager|Enum|Error|Exception)$")
    classes = [node for node in module.body if isinstance(node, ast.ClassDef)]
    models = [
        node
        for node in classes
        if not any(others.search(ast.unparse(base)) for base in node.bases)
    ]
    if len(models) > MODULE_MODELS:
        yield models[-1].lineno, f"{len(models)} models in one module"


def unknown_modules(module: Module) -> Iterator[Finding]:
    known = MODULE_NAMES | OWN_MODULES.get(module.app, frozenset())
    names = {part.removesuffix(".py") for part in module.path.split("/")[1:]}
    if module.kind not in known or names & REFUSED:
        yield 1, "no module name of docs/structure.md"


def models_by_name(module: Module) -> Iterator[Finding]:
    """Only a migration's own state (`to_state.apps`) is asked by name."""
    for call, name in _calls(module):
        if name.endswith("apps.get_model") and not name.startswith(
            "to_state.",
        ):
            yield call.lineno, name


# What answers requests without being a module of views.
SHARED_ENTRY_POINTS = (
    "kocops/beat.py",
    "kocops/context.py",
    "common/ui/pages/lists.py",
)


def clocks_below_entry_points(module: Module) -> Iterator[Finding]:
    """`now` comes in as an argument: neither the call nor the bare function may be named."""
    if module.kind in ENTRY_POINTS or module.path in SHARED_ENTRY_POINTS:
        return
    calls = (
        r"timezone\.(now|localdate)|datetime\.(now|utcnow|today)"
        r"|date\.today|localdate|time\.time"
    )
    clock = re.compile(rf"(^|\.)({calls})$")
    for node in module.nodes:
        if isinstance(node, ast.Attribute | ast.Name) and clock.search(
            ast.unparse(node),
        ):
            yield node.lineno, ast.unparse(node)


# Moments are shown in the reader's zone; whatever is decided or counted by
# days follows the business zone.
SHOWS_MOMENTS = {
    "common/ui/tables.py": "a column of moments, on the page and in exports",
    "common/ui/pages/lists.py": "when a list was exported",
}
PART_OF_A_MOMENT = re.compile(
    r"(Trunc|Extract)(Date|Day|Week|Month|Quarter|Year|Hour|Time|IsoYear|IsoWeekDay|WeekDay)?$",
)


def days_of_the_reader(module: Module) -> Iterator[Finding]:
    """A day is one of common.calendar, never of the zone that a reader's cookie names."""
    if module.path in SHOWS_MOMENTS:
        return
    for call, name in _calls(module):
        last = name.rsplit(".", 1)[-1]
        has_zone = any(word.arg == "tzinfo" for word in call.keywords)
        if last in ("localdate", "localtime") or (
            PART_OF_A_MOMENT.match(last) and not has_zone
        ):
            yield call.lineno, name


def inner_imports(module: Module) -> Iterator[Finding]:
    """AppConfig.ready() of the project may: models are loaded only then."""
    if module.path == "kocops/apps.py":
        return
    for node in _functions(module):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import | ast.ImportFrom):
                yield inner.lineno, ast.unparse(inner)


def broad_excepts(module: Module) -> Iterator[Finding]:
    """Few places keep a failure from spreading: a job's row, the end of a
    supervised process, a run of a connection, a delivery.
    """
    if module.path in ISOLATING:
        return
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else ""
            if not caught or re.search(r"\b(Base)?Exception\b", caught):
                yield node.lineno, f"except {caught}"


def _is_naive(call: ast.Call, name: str) -> bool:
    last = name.rsplit(".", 1)[-1]
    given = len(call.args) + len(call.keywords)
    has_zone = any(word.arg in ("tz", "tzinfo") for word in call.keywords)
    if last in ("utcnow", "utcfromtimestamp", "make_naive") or name.endswith(
        "datetime.today",
    ):
        return True
    if name.endswith("datetime.now"):
        return not given
    if last in ("fromtimestamp", "combine") and "datetime" in name:
        return not has_zone and given < (2 if last == "fromtimestamp" else 3)
    return (
        name in ("datetime", "datetime.datetime")
        and not has_zone
        and given < 8
    )


def naive_datetimes(module: Module) -> Iterator[Finding]:
    """A wall-clock time whose zone is found later says so on its line (noqa: DTZ…)."""
    lines = module.text.splitlines()
    for call, name in _calls(module):
        if _is_naive(call, name) and "noqa: DTZ" not in lines[call.lineno - 1]:
            yield call.lineno, ast.unparse(call)


# A database, a network connection and allauth's sign-on connect, too.
NO_SIGNALS = ("duckdb", "sqlite3", "super()", "sociallogin")
# The audit log must see every save, also those of code that is written tomorrow.
WATCHES = frozenset({"common/audit/watching.py"})


def signals(module: Module) -> Iterator[Finding]:
    if module.path in WATCHES:
        return
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom) and re.search(
            r"(^django\.dispatch|\.signals$)",
            node.module or "",
        ):
            yield node.lineno, f"import of {node.module}"
        elif (
            isinstance(node, ast.Attribute)
            and node.attr == "connect"
            and ast.unparse(node.value) not in NO_SIGNALS
        ):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [
                ast.unparse(decorator) for decorator in node.decorator_list
            ]
            yield from (
                (node.lineno, name)
                for name in names
                if re.match(r"(\w+\.)*receiver\b", name)
            )


def silent_acts(module: Module) -> Iterator[Finding]:
    """What services and rules offer says what it does."""
    if module.kind not in ("services", "rules"):
        return
    for node in module.body:
        is_offer = isinstance(
            node,
            ast.ClassDef | ast.FunctionDef,
        ) and not node.name.startswith("_")
        if is_offer and not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


SERVICE = "activity/services/sample.py"
PLANTED: list[tuple[Check, str, str, int]] = [
    (long_modules, SERVICE, "pass\n" * 301, 1),
    (long_functions, SERVICE, "def f():\n" + "    pass\n" * 41, 1),
    (
        long_functions,
        SERVICE,
        "class A:\n    async def f(self):\n" + "        pass\n" * 41,
        1,
    ),
    (long_tasks, "kocops/tasks.py", "def f():\n" + "    pass\n" * 8, 1),
    (
        long_tasks,
        "members/tasks.py",
        'def f():\n    """A\n' + "    a\n" * 8 + '    """\n    pass\n',
        1,
    ),
    (
        many_models,
        "members/models.py",
        "\n".join(f"class M{n}(models.Model): pass" for n in range(7)),
        1,
    ),
    (unknown_modules, "members/utils.py", "", 1),
    (unknown_modules, "members/services/helpers.py", "", 1),
    (unknown_modules, "members/columns.py", "", 1),
    (
        models_by_name,
        SERVICE,
        "apps.get_model('a', 'B')\ndjango.apps.apps.get_model('a.B')",
        2,
    ),
    (
        clocks_below_entry_points,
        SERVICE,
        "timezone.now()\ndatetime.now(UTC)\ndate.today()\nf(clock=timezone.now)",
        4,
    ),
    (
        clocks_below_entry_points,
        "members/models.py",
        "class M: at = Field(default=timezone.now)",
        1,
    ),
    (
        days_of_the_reader,
        "roles/views.py",
        "timezone.localdate()\nlocaltime(now).date()\nTruncDate('at')",
        3,
    ),
    (
        inner_imports,
        SERVICE,
        "def f():\n    import os\n    from a import b",
        2,
    ),
    (
        broad_excepts,
        SERVICE,
        "try: pass\nexcept Exception: pass\ntry: pass\nexcept (A, BaseException): pass",
        2,
    ),
    (broad_excepts, SERVICE, "try: pass\nexcept: pass", 1),
    (
        naive_datetimes,
        SERVICE,
        "datetime.now()\ndatetime.utcnow()\ndatetime(2026, 1, 2)",
        3,
    ),
    (
        naive_datetimes,
        SERVICE,
        "datetime.combine(day, time())\ndatetime.fromtimestamp(0)",
        2,
    ),
    (
        signals,
        SERVICE,
        "from django.db.models.signals import post_save\npost_save.connect(f)",
        2,
    ),
    (signals, SERVICE, "@receiver(post_save)\ndef f(): pass", 1),
    (
        silent_acts,
        SERVICE,
        "def act(): pass\nclass Act: pass\ndef _own(): pass",
        2,
    ),
]
HARMLESS = [
    ("kocops/tasks.py", 'def f():\n    """Say."""\n' + "    pass\n" * 7),
    ("activity/views.py", "timezone.now()"),
    ("common/db/bulk_copy.py", ""),
    ("common/ui/tables.py", "timezone.localtime(value)"),
    (SERVICE, "business_today(now)\nTruncDate('at', tzinfo=business_zone())"),
    (
        SERVICE,
        "datetime(2026, 1, 2, tzinfo=UTC)\ndatetime(*parts)  # noqa: DTZ001",
    ),
    ("common/db/partitions.py", "to_state.apps.get_model('a', 'B')"),
    ("common/jobs/queue.py", "try: pass\nexcept Exception: pass"),
    (SERVICE, "try: pass\nexcept (ValueError, KeyError): pass"),
    (SERVICE, 'def act():\n    """Say."""\n'),
]
CHECKS: list[Check] = list(dict.fromkeys(check for check, *_rest in PLANTED))


def _modules() -> list[Module]:
    files = [
        file
        for app in APPS
        for file in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in file.parts
    ]
    return [
        Module(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8"))
        for file in files
    ]


MODULES = _modules()


@pytest.mark.parametrize(("check", "path", "text", "count"), PLANTED)
def test_a_planted_breach_is_found(
    check: Check,
    path: str,
    text: str,
    count: int,
) -> None:
    assert len(list(check(Module(path, text)))) == count


@pytest.mark.parametrize(("path", "text"), HARMLESS)
def test_what_is_allowed_is_not_reported(path: str, text: str) -> None:
    assert [
        finding for check in CHECKS for finding in check(Module(path, text))
    ] == []


def test_every_app_is_looked_at() -> None:
    assert {module.app for module in MODULES} == set(APPS)
    assert len(MODULES) > 80


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_project_keeps_its_budgets(check: Check) -> None:
    found = [
        f"{module.path}:{line}: {text}"
        for module in MODULES
        for line, text in check(module)
    ]

    assert not found, f"{check.__name__}:\n" + "\n".join(found)


def _opens_with_comment(template: str) -> bool:
    return bool(re.match(r"\{#[^\n]*\S[^\n]*#\}", template))


def test_every_template_says_what_it_is_for() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    silent = [
        str(file.relative_to(ROOT))
        for file in templates
        if not _opens_with_comment(file.read_text("utf-8"))
    ]

    assert len(templates) > 30
    assert silent == []
    assert not _opens_with_comment('{% extends "base.html" %}\n{# too late #}')


def long_template_lines(name: str, text: str) -> list[str]:
    """Return the places of the lines that are longer than a template's may be."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > MAX_TEMPLATE_LINE:
            found.append(f"{name}:{number}: {len(line)} columns")
    return found


def test_lines_of_templates_are_short() -> None:
    planted = "a\n" + "b" * (MAX_TEMPLATE_LINE + 1)
    assert len(long_template_lines("planted", planted)) == 1
    found = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = str(path.relative_to(ROOT))
        found += long_template_lines(name, path.read_text("utf-8"))
    assert not found, "\n".join(found)
