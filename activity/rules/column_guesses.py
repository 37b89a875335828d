"""Guess which column of a file holds which field, by names and by content.

A guess is made only where it is sure: a field without one is chosen by the
person who knows the file. Nobody is ever guessed by content to be the member of a row.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from activity.rules.column_words import LINE_NUMBERS, OTHER_MOMENTS

MOST_SHOWN = 0.5
MOST_KINDS = 60
LONGEST_KIND = 40
LONGEST_ID = 64
LEAST_ROWS_OF_IDS = 20
# How long a word must be to be recognised as a part of a column's name.
LEAST_CHINESE = 3
LEAST_LATIN = 6
OTHER_THINGS = (
    "type",
    "count",
    "url",
    "length",
    "数",
    "数量",
    "类型",
    "链接",
    "长度",
)
_SEPARATORS = re.compile(r"[\s_\-./:：()（）\[\]【】\"'*]+")
_BARE_NUMBER = re.compile(r"^[+-]?\d+(\.\d+)?$")
_FLAGS = frozenset(
    {"0", "1", "是", "否", "true", "false", "yes", "no", "y", "n"}
)
_LOOKS_LIKE_ID = re.compile(r"^(?=.*\d)[0-9A-Za-z_\-:.]{8,64}$")


class Shape(Enum):
    """What the values of a field look like."""

    ANY = "any"
    ID = "id"
    KIND = "kind"
    MOMENT = "moment"
    NUMBER = "number"
    FLAG = "flag"
    FLOOR = "floor"


class FieldWords(NamedTuple):
    """A field that may be guessed: its name, the folded names that files give
    it, the surest first, and what its values look like. rank: greater for a
    field that takes a column only if no other of its name does.
    """

    name: str
    words: Sequence[str]
    shape: Shape = Shape.ANY
    names_rows: bool = False
    rank: int = 0


class Readings(NamedTuple):
    """How single values are judged: whether it can be read as a moment, and as
    a known kind.
    """

    is_moment: Callable[[str], bool]
    is_kind: Callable[[str], bool]


Table = Mapping[str, Sequence[str]]


def fold_column(name: str) -> str:
    """Return the form in which names of columns are compared."""
    normal = unicodedata.normalize("NFKC", name).casefold()
    return _SEPARATORS.sub("", normal)


def header_digest(header: Sequence[str]) -> str:
    """Return a digest that files with the same columns share, in any order and
    however their names are padded.
    """
    folded = sorted({fold_column(name) for name in header} - {""})
    return sha256("\x1f".join(folded).encode()).hexdigest()


def guess_columns(
    table: Table,
    fields: Sequence[FieldWords],
    readings: Readings,
) -> dict[str, str]:
    """Return the column of each field that can be guessed.

    `table` has the sample values of each column. Every column is given to one
    field at most; names decide before content does.
    """
    guesses = _guess_by_name(table, fields, readings)
    unnamed = {}
    for column, values in table.items():
        if not _is_called_something(column, fields):
            unnamed[column] = values
    for field in fields:
        # Who did it must be known before an id of what was done is looked for.
        is_early = field.names_rows and "member" not in guesses
        if field.name in guesses or is_early:
            continue
        found = _columns_by_content(unnamed, field, readings)
        if len(found) == 1:
            guesses[field.name] = found[0]
            del unnamed[found[0]]
    return guesses


def _is_called_something(column: str, fields: Sequence[FieldWords]) -> bool:
    """Tell whether a column has the name of a field, or of something that no
    field is: a line's number, the moment of something else.
    """
    folded = fold_column(column)
    if folded in LINE_NUMBERS or folded.startswith(OTHER_MOMENTS):
        return True
    return any(_name_score(column, field) for field in fields)


def _guess_by_name(
    table: Table,
    fields: Sequence[FieldWords],
    readings: Readings,
) -> dict[str, str]:
    scored = []
    for place, field in enumerate(fields):
        for order, (column, values) in enumerate(table.items()):
            score = _name_score(column, field)
            if score and _is_plausible(values, field.shape, readings):
                scored.append((-score, place, order, field.name, column))
    guesses: dict[str, str] = {}
    for *_rank, name, column in sorted(scored):
        if name not in guesses and column not in guesses.values():
            guesses[name] = column
    return guesses


def _name_score(column: str, field: FieldWords) -> int:
    """Return how surely a column is called as the field is; 0: it is not.

    The whole name is surer than its beginning or end; an earlier word is surer
    than a later one.
    """
    folded = fold_column(column)
    words = (fold_column(field.name), *field.words)
    if folded in words:
        return 1000 - words.index(folded) - field.rank
    for rank, word in enumerate(words):
        if _is_main_part(word, folded):
            return 500 - rank - field.rank
    return 0


def _is_main_part(word: str, folded: str) -> bool:
    """Tell whether a long word stands at the beginning or end of a name that
    speaks of the same thing; content_type is no content.
    """
    if len(word) < (LEAST_LATIN if word.isascii() else LEAST_CHINESE):
        return False
    if folded.endswith(word):
        return True
    return folded.startswith(word) and not folded.endswith(OTHER_THINGS)


def _is_plausible(
    values: Sequence[str],
    shape: Shape,
    readings: Readings,
) -> bool:
    """Tell whether most of a column's values look as the field's do; a column
    that is empty in the sample may hold anything.
    """
    given = [value.strip() for value in values if value.strip()]
    if not given:
        return True
    if shape is Shape.KIND:
        return _are_kinds(given)
    judge = _judge_of(shape, readings)
    fitting = sum(1 for value in given if judge(value))
    return fitting >= MOST_SHOWN * len(given)


def _judge_of(shape: Shape, readings: Readings) -> Callable[[str], bool]:
    judges: dict[Shape, Callable[[str], bool]] = {
        Shape.MOMENT: readings.is_moment,
        Shape.NUMBER: lambda value: bool(_BARE_NUMBER.match(value)),
        Shape.FLAG: _is_flag,
        Shape.FLOOR: lambda value: value.isdecimal() or _is_flag(value),
        Shape.ID: _is_short,
    }
    return judges.get(shape, lambda _value: True)


def _is_flag(value: str) -> bool:
    return value.casefold() in _FLAGS


def _is_short(value: str) -> bool:
    return len(value) <= LONGEST_ID and not re.search(r"\s|[，。！？]", value)


def _are_kinds(values: Sequence[str]) -> bool:
    distinct = set(values)
    is_short = all(len(value) <= LONGEST_KIND for value in distinct)
    return is_short and len(distinct) <= MOST_KINDS


def _columns_by_content(
    table: Table,
    field: FieldWords,
    readings: Readings,
) -> list[str]:
    """Return the columns whose values can hardly be anything but this field."""
    judge: Callable[[Sequence[str]], bool] = {
        Shape.MOMENT: lambda values: _all_moments(values, readings),
        Shape.KIND: lambda values: all(map(readings.is_kind, values)),
    }.get(field.shape, lambda _values: False)
    if field.names_rows:
        judge = _name_rows
    found = []
    for column, values in table.items():
        given = [value.strip() for value in values if value.strip()]
        if given and judge(given):
            found.append(column)
    return found


def _all_moments(values: Sequence[str], readings: Readings) -> bool:
    """A bare number may be a moment, or a phone number: it proves nothing."""
    return all(
        readings.is_moment(value) and not _BARE_NUMBER.match(value)
        for value in values
    )


def _name_rows(values: Sequence[str]) -> bool:
    """Tell whether each value stands once and looks like an id."""
    is_unique = len(set(values)) == len(values)
    has_enough = len(values) >= LEAST_ROWS_OF_IDS
    return has_enough and is_unique and all(map(_is_long_id, values))


def _is_long_id(value: str) -> bool:
    """A phone number (11 digits) or a VIN (17 characters) is no id of a row."""
    is_of_somebody = len(value) in (11, 17) and value.isalnum()
    return bool(_LOOKS_LIKE_ID.match(value)) and not is_of_somebody
