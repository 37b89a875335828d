"""Sheets that people read blind, and the keys that say what the product had
chosen.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.errors import Invalid
from common.files.columns import check_header
from common.files.tables import open_table
from common.ui.exports import csv_lines
from insights.rules.sheet_scores import (
    Answered,
    GroupScore,
    read_answer,
    score_group,
)
from insights.selectors.sheets import (
    Drawn,
    draw_alerts,
    draw_questions,
    draw_reports,
    draw_roles,
)

SHEET_COLUMNS = ("row", "question", "text", "answer", "note")
KEY_COLUMNS = ("row", "group", "key", "chosen", "population")
ROLES = "roles"
DRAWS: dict[str, Callable[[int, Random], list[Drawn]]] = {
    "issues": draw_reports,
    "alerts": draw_alerts,
    "questions": draw_questions,
}
KINDS = (*DRAWS, ROLES)


class SheetScore(NamedTuple):
    """The scores of a sheet by group, and how many rows nobody answered."""

    groups: list[GroupScore]
    unread: int


def key_path(sheet: Path) -> Path:
    """Return where the key of a sheet is written."""
    return sheet.with_name(f"{sheet.stem}.key.csv")


def draw_sheet(kind: str, n: int, seed: int, generation: int) -> list[Drawn]:
    """Return what a sheet asks, mixed: the same for the same seed and data."""
    dice = Random(seed)  # noqa: S311 – a sample, no secret
    drawn = _draw(kind, n, dice, generation)
    dice.shuffle(drawn)
    # Readers keep to one question as long as they can.
    return sorted(drawn, key=lambda one: one.group)


def _draw(kind: str, n: int, dice: Random, generation: int) -> list[Drawn]:
    if kind == ROLES:
        return draw_roles(n, dice, generation=generation)
    return DRAWS[kind](n, dice)


def write_sheet(drawn: Iterable[Drawn], path: Path) -> Path:
    """Write a sheet and its key; return where the key is."""
    sheet: list[tuple[Any, ...]] = [SHEET_COLUMNS]
    key: list[tuple[Any, ...]] = [KEY_COLUMNS]
    for row, one in enumerate(drawn, start=1):
        sheet.append((row, one.question, one.text, "", ""))
        key.append(
            (row, one.group, one.key, int(one.is_chosen), one.population),
        )
    _write(path, sheet)
    _write(key_path(path), key)
    return key_path(path)


def _write(path: Path, rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(rows))


def score_sheet(sheet: Path, key: Path) -> SheetScore:
    """Return how right the product was by the answers in a sheet.

    Errors: DomainError if a file cannot be read, if an answer is neither yes
    nor no, or if sheet and key do not belong together.
    """
    answers = _read_answers(sheet)
    keys = {row["row"]: row for row in _read_table(key, KEY_COLUMNS)}
    if answers.keys() != keys.keys():
        message = _("%(sheet)s and %(key)s do not have the same rows.")
        shown = {"sheet": sheet.name, "key": key.name}
        raise Invalid("wrong_key", message % shown)
    answered = []
    for row, answer in answers.items():
        if answer is not None:
            answered.append(_answered(keys[row], is_yes=answer))
    groups = sorted({row["group"] for row in keys.values()})
    scores = []
    for group in groups:
        scores.append(score_group(group, answered))
    return SheetScore(scores, len(answers) - len(answered))


def _read_answers(sheet: Path) -> dict[str, bool | None]:
    answers = {}
    for row in _read_table(sheet, ("row", "answer")):
        try:
            answers[row["row"]] = read_answer(row["answer"])
        except ValueError as error:
            message = _(
                "Row %(row)s: the answer “%(answer)s” is neither yes nor no.",
            )
            raise Invalid("bad_answer", message % row) from error
    return answers


def _answered(key: dict[str, str], *, is_yes: bool) -> Answered:
    return Answered(
        group=key["group"],
        is_chosen=key["chosen"] == "1",
        population=int(key["population"]),
        is_yes=is_yes,
    )


def _read_table(
    path: Path,
    columns: tuple[str, ...],
) -> list[dict[str, str]]:
    """Return the rows of a file that has these columns, as spreadsheets save it."""
    rows = []
    with open_table(path, wanted=columns) as table:
        check_header(table.header)
        missing = []
        for name in columns:
            if name not in table.header:
                missing.append(name)
        if missing:
            message = _("%(name)s lacks these columns: %(columns)s.")
            shown = {"name": path.name, "columns": ", ".join(missing)}
            raise Invalid("missing_columns", message % shown)
        for line, row in table.rows:
            if not isinstance(row, dict):
                message = _("%(name)s: line %(line)s cannot be read.")
                raise Invalid(
                    "bad_line",
                    message % {"name": path.name, "line": line},
                )
            rows.append({name: _cell(row.get(name)) for name in columns})
    return rows


def _cell(value: Any) -> str:
    """Return a cell as text: spreadsheets may have made 1.0 of a row's number."""
    text = "" if value is None else str(value)
    return text.strip().removesuffix(".0")
