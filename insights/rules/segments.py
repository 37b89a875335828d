"""The grammar of a segment's rule: conditions on what is known about a member,
nested in all, any and not.

A rule is plain JSON, so that list, export, API and history share one object:
{"all": [{"field": "state", "is": ["cooling"]}, {"not": {"field": "tag", "is":
["露营"]}}]}
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

MAX_CONDITIONS = 30
DEEPEST = 6
MAX_VALUES = 50
TEXT_LENGTH = 60
MAX_WEEKS = 52
MAX_DAYS = 3650
MAX_NUMBER = 1_000_000
GROUPS = ("all", "any")
Path = tuple[str | int, ...]


class RuleFault(ValueError):
    """What is wrong with a rule, and where: code, path of keys, value."""

    def __init__(
        self,
        code: str,
        path: Path,
        value: object,
    ) -> None:
        place = ".".join(map(str, path)) or "the top"
        super().__init__(f"{code} at {place}: {value!r}")
        self.code = code
        self.path = path
        self.value = value


class RuleField(NamedTuple):
    """What a rule may say about a field.

    kind: how it is compared (choice, text, number, days or count) · choices:
    its possible words; empty if every word is possible.
    """

    kind: str
    choices: tuple[str, ...] = ()


class AsOf(NamedTuple):
    """The generation and the moment for which a rule is asked."""

    generation: int
    now: datetime


Fields = Mapping[str, RuleField]
BOUNDS = ("at_least", "at_most")
WITHIN = ("within_days", "not_within_days")


def read_rule(rule: object, fields: Fields) -> dict[str, Any]:
    """Return the rule as it is kept.

    Errors: RuleFault for the first thing that is wrong with it.
    """
    read = _read(rule, fields, (), 0)
    if sum(1 for _condition in conditions(read)) > MAX_CONDITIONS:
        raise RuleFault("too_many", (), MAX_CONDITIONS)
    return read


def conditions(
    rule: Mapping[str, Any],
    *,
    is_wanted: bool = True,
) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield every condition of a rule, and whether it is wanted.

    A condition under an odd number of nots is not wanted.
    """
    for name in GROUPS:
        for one in rule.get(name, ()):
            yield from conditions(one, is_wanted=is_wanted)
    if "not" in rule:
        yield from conditions(rule["not"], is_wanted=not is_wanted)
    if "field" in rule:
        yield dict(rule), is_wanted


def _read(
    rule: object,
    fields: Fields,
    path: Path,
    depth: int,
) -> dict[str, Any]:
    if not isinstance(rule, Mapping) or not rule:
        raise RuleFault("not_a_rule", path, rule)
    if depth > DEEPEST:
        raise RuleFault("too_deep", path, DEEPEST)
    for name in GROUPS:
        if name in rule:
            _only(rule, {name}, path)
            parts = _read_group(rule[name], fields, (*path, name), depth)
            return {name: parts}
    if "not" in rule:
        _only(rule, {"not"}, path)
        inner = _read(rule["not"], fields, (*path, "not"), depth + 1)
        return {"not": inner}
    return _read_condition(rule, fields, path)


def _read_group(
    parts: Any,
    fields: Fields,
    path: Path,
    depth: int,
) -> list[dict[str, Any]]:
    is_group = isinstance(parts, list) and 1 <= len(parts) <= MAX_CONDITIONS
    if not is_group:
        raise RuleFault("empty_group", path, parts)
    read = []
    for number, part in enumerate(parts):
        read.append(_read(part, fields, (*path, number), depth + 1))
    return read


def _only(
    rule: Mapping[str, Any],
    known: set[str],
    path: Path,
) -> None:
    for name in rule:
        if name not in known:
            raise RuleFault("unknown_key", path, name)


def _read_condition(
    rule: Mapping[str, Any],
    fields: Fields,
    path: Path,
) -> dict[str, Any]:
    name = rule.get("field")
    if not isinstance(name, str) or name not in fields:
        raise RuleFault("unknown_field", path, name)
    field = fields[name]
    return {"field": name, **_READERS[field.kind](rule, field, path)}


def _read_words(
    rule: Mapping[str, Any],
    field: RuleField,
    path: Path,
) -> dict[str, Any]:
    _only(rule, {"field", "is"}, path)
    words = rule.get("is")
    words = [words] if isinstance(words, str) else words
    if not isinstance(words, list) or not 1 <= len(words) <= MAX_VALUES:
        raise RuleFault("no_values", path, words)
    for word in words:
        if not _is_possible(word, field):
            raise RuleFault("bad_value", (*path, "is"), word)
    return {"is": sorted(set(words))}


def _is_possible(word: object, field: RuleField) -> bool:
    if not isinstance(word, str) or not 0 < len(word) <= TEXT_LENGTH:
        return False
    if "\x00" in word:
        return False
    return not field.choices or word in field.choices


def _number(
    value: Any,
    path: Path,
    *,
    low: float,
    high: float,
) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise RuleFault("bad_number", path, value)
    number: float = value
    return number


def _read_bounds(
    rule: Mapping[str, Any],
    field: RuleField,
    path: Path,
) -> dict[str, Any]:
    _only(rule, {"field", *BOUNDS}, path)
    found = {}
    for name in BOUNDS:
        if name in rule:
            place = (*path, name)
            found[name] = _number(rule[name], place, low=0, high=MAX_NUMBER)
    if not found:
        raise RuleFault("no_bound", path, None)
    return found


def _read_days(
    rule: Mapping[str, Any],
    field: RuleField,
    path: Path,
) -> dict[str, Any]:
    _only(rule, {"field", *WITHIN}, path)
    found = {}
    for name in WITHIN:
        if name in rule:
            place = (*path, name)
            days = _number(rule[name], place, low=1, high=MAX_DAYS)
            found[name] = int(days)
    if len(found) != 1:
        raise RuleFault("no_bound", path, None)
    return found


def _read_count(
    rule: Mapping[str, Any],
    field: RuleField,
    path: Path,
) -> dict[str, Any]:
    _only(rule, {"field", "is", "weeks", *BOUNDS}, path)
    words = {}
    if "is" in rule:
        words = _read_words({"is": rule["is"]}, field, path)
    if "weeks" not in rule:
        raise RuleFault("no_bound", path, "weeks")
    weeks = int(
        _number(rule["weeks"], (*path, "weeks"), low=1, high=MAX_WEEKS),
    )
    bounds = {name: rule[name] for name in BOUNDS if name in rule}
    return {**words, "weeks": weeks, **_read_bounds(bounds, field, path)}


Reader = Callable[[Mapping[str, Any], RuleField, Path], dict[str, Any]]
_READERS: dict[str, Reader] = {
    "choice": _read_words,
    "text": _read_words,
    "number": _read_bounds,
    "days": _read_days,
    "count": _read_count,
}
