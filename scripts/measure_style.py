"""How dense the code is, per app, in figures that can be compared with other
projects.

    python scripts/measure_style.py            # the working tree
    python scripts/measure_style.py PATH …     # other trees: prints one row for each

Expressions a line: calls, operators, comparisons, conditions, subscripts,
lambdas and comprehensions per line of a function, the median over all
functions (well-known Django packages: .4 to .6). Lines of code are lines that
hold a token other than a comment; docstrings do not count.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
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
LONG_LINE = 100
LONG_TEMPLATE_LINE = 120
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
EXPRESSIONS = (
    ast.Call,
    ast.BinOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Subscript,
    ast.UnaryOp,
    ast.Lambda,
    *COMPREHENSIONS,
)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
SKIPPED = {"migrations", ".venv", "vendor", "node_modules", "tests"}
NOT_COUNTED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
}


class Figures(NamedTuple):
    """What is measured of the modules of one app."""

    lines: int
    expressions_a_line: float
    comprehensions_per_100: float
    long_lines: int
    function_median: float
    function_90th: float


def code_lines(text: str, tree: ast.AST) -> set[int]:
    """Return the numbers of the lines that hold code, docstrings left out."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NOT_COUNTED and token.type != tokenize.ENDMARKER:
            found.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(
            node,
            (*FUNCTIONS, ast.ClassDef, ast.Module),
        ) and ast.get_docstring(node):
            docstring = node.body[0]
            found -= set(
                range(
                    docstring.lineno,
                    (docstring.end_lineno or docstring.lineno) + 1,
                ),
            )
    return found


def functions_of(
    tree: ast.AST,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield node


def is_numeric_rule(path: Path, text: str) -> bool:
    """Tell whether a module is maths on arrays, where comprehensions are not counted."""
    return "rules" in path.parts and "import numpy" in text


def measure(folder: Path) -> Figures:
    """Return the figures of all modules below a folder."""
    lines = 0
    comprehensions = 0
    counted_lines = 0
    long_lines = 0
    densities: list[float] = []
    lengths: list[int] = []
    for path in sorted(folder.rglob("*.py")):
        if SKIPPED & set(path.relative_to(folder).parts):
            continue
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        code = code_lines(text, tree)
        lines += len(code)
        long_lines += sum(len(line) > LONG_LINE for line in text.splitlines())
        if not is_numeric_rule(path, text):
            counted_lines += len(code)
            comprehensions += sum(
                isinstance(node, COMPREHENSIONS) for node in ast.walk(tree)
            )
        for function in functions_of(tree):
            own = code & set(
                range(function.lineno, (function.end_lineno or 0) + 1),
            )
            expressions = sum(
                isinstance(node, EXPRESSIONS) for node in ast.walk(function)
            )
            lengths.append(len(own))
            densities.append(
                expressions
                / ((function.end_lineno or 0) - function.lineno + 1),
            )
    return Figures(
        lines,
        median(densities or [0.0]),
        100 * comprehensions / max(counted_lines, 1),
        long_lines,
        median(lengths or [0]),
        quantiles(lengths, n=10)[-1] if len(lengths) > 1 else 0,
    )


def long_template_lines(folder: Path) -> tuple[int, int]:
    """Return how many lines of templates are too long, and how many lines there are."""
    lines: list[str] = []
    for path in folder.rglob("*.html"):
        if not SKIPPED & set(path.relative_to(folder).parts):
            lines += path.read_text(encoding="utf-8").splitlines()
    return sum(len(line) > LONG_TEMPLATE_LINE for line in lines), len(lines)


def row(name: str, figures: Figures) -> str:
    return (
        f"{name:12}{figures.lines:>8,}{figures.expressions_a_line:>13.2f}"
        f"{figures.comprehensions_per_100:>15.2f}{figures.long_lines:>11}"
        f"{figures.function_median:>10.0f}{figures.function_90th:>6.0f}"
    )


def main(arguments: list[str]) -> None:
    print(
        f"{'':12}{'lines':>8}{'expr./line':>13}{'compr./100':>15}"
        f"{'over 100':>11}{'median':>10}{'p90':>6}",
    )
    if arguments:
        for name in arguments:
            print(row(Path(name).name[:12], measure(Path(name))))
        return
    for app in APPS:
        print(row(app, measure(ROOT / app)))
    long, lines = long_template_lines(ROOT / "templates")
    print(
        f"templates: {long} of {lines:,} lines over {LONG_TEMPLATE_LINE} columns",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
