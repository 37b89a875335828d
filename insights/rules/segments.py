"""What a segment's rule may say: conditions over what is known of a member, nested in all, any and not.

A rule is plain JSON, so that list, export, API and history share one object:
{"all": [{"field": "state", "is": ["cooling"]}, {"not": {"field": "tag", "is": ["露营"]}}]}
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

MOST_CONDITIONS, DEEPEST, MOST_VALUES, TEXT_LENGTH = 30, 6, 50, 60
GROUPS = ("all", "any")
MOST_WEEKS, MOST_DAYS, MOST_NUMBER = 52, 3650, 1_000_000


class RuleFault(ValueError):
    """What is wrong with a rule, and where: code, path of keys, value."""

    def __init__(self, code: str, path: tuple[str | int, ...], value: object) -> None:
        super().__init__(f"{code} at {'.'.join(map(str, path)) or 'the top'}: {value!r}")
        self.code, self.path, self.value = code, path, value


class Field(NamedTuple):
    """A field of conditions: how it is compared (choice, text, number, days, count), and what choices it has."""

    kind: str
    choices: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    "state": Field("choice", ("active", "cooling", "dormant", "returned", "unknown")),
    "chance_of_silence": Field("number"),
    "role": Field("choice", ("geek", "social", "aesthetic")),
    "primary_role": Field("choice", ("geek", "social", "aesthetic", "none")),
    "geek": Field("number"),
    "social": Field("number"),
    "aesthetic": Field("number"),
    "owner_status": Field("choice", ("prospect", "owner", "former")),
    "kind": Field("choice", ("person", "staff", "bot", "test")),
    "city": Field("text"),
    "province": Field("text"),
    "model": Field("text"),
    "tag": Field("text"),
    "circle": Field("text"),
    "contact": Field("text"),
    "active_days_28": Field("number"),
    "active_weeks_52": Field("number"),
    "percentile": Field("number"),
    "last_active": Field("days"),
    "joined": Field("days"),
    "events": Field("count", ("presence", "light", "conversation", "creation", "participation")),
}
BOUNDS = ("at_least", "at_most")
WITHIN = ("within_days", "not_within_days")


def read_rule(rule: object) -> dict[str, Any]:
    """Return the rule as it is kept. Errors: RuleFault for the first thing wrong with it."""
    read = _read(rule, (), 0)
    if sum(1 for _condition in conditions(read)) > MOST_CONDITIONS:
        raise RuleFault("too_many", (), MOST_CONDITIONS)
    return read


def conditions(rule: Mapping[str, Any], *, is_wanted: bool = True) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield every condition of a rule, and whether it is wanted (not under an odd number of nots)."""
    for name in GROUPS:
        for one in rule.get(name, ()):
            yield from conditions(one, is_wanted=is_wanted)
    if "not" in rule:
        yield from conditions(rule["not"], is_wanted=not is_wanted)
    if "field" in rule:
        yield dict(rule), is_wanted


def _read(rule: object, path: tuple[str | int, ...], depth: int) -> dict[str, Any]:
    if not isinstance(rule, Mapping) or not rule:
        raise RuleFault("not_a_rule", path, rule)
    if depth > DEEPEST:
        raise RuleFault("too_deep", path, DEEPEST)
    for name in GROUPS:
        if name in rule:
            return {name: _read_group(rule, name, path, depth)}
    if "not" in rule:
        _only(rule, {"not"}, path)
        return {"not": _read(rule["not"], (*path, "not"), depth + 1)}
    return _read_condition(rule, path)


def _read_group(rule: Mapping[str, Any], name: str, path: tuple[str | int, ...], depth: int) -> list[dict[str, Any]]:
    _only(rule, {name}, path)
    members = rule[name]
    if not isinstance(members, list) or not 1 <= len(members) <= MOST_CONDITIONS:
        raise RuleFault("empty_group", (*path, name), members)
    return [_read(one, (*path, name, n), depth + 1) for n, one in enumerate(members)]


def _only(rule: Mapping[str, Any], known: set[str], path: tuple[str | int, ...]) -> None:
    for name in rule:
        if name not in known:
            raise RuleFault("unknown_key", path, name)


def _read_condition(rule: Mapping[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    name = rule.get("field")
    field = FIELDS.get(name) if isinstance(name, str) else None
    if field is None:
        raise RuleFault("unknown_field", path, name)
    return {"field": name, **_READERS[field.kind](rule, field, path)}


def _read_words(rule: Mapping[str, Any], field: Field, path: tuple[str | int, ...]) -> dict[str, Any]:
    _only(rule, {"field", "is"}, path)
    words = rule.get("is")
    words = [words] if isinstance(words, str) else words
    if not isinstance(words, list) or not 1 <= len(words) <= MOST_VALUES:
        raise RuleFault("no_values", path, words)
    for word in words:
        known = not field.choices or word in field.choices
        if not isinstance(word, str) or not 0 < len(word) <= TEXT_LENGTH or "\x00" in word or not known:
            raise RuleFault("bad_value", (*path, "is"), word)
    return {"is": sorted(set(words))}


def _number(value: object, path: tuple[str | int, ...], *, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise RuleFault("bad_number", path, value)
    return value


def _read_bounds(rule: Mapping[str, Any], field: Field, path: tuple[str | int, ...]) -> dict[str, Any]:
    _only(rule, {"field", *BOUNDS}, path)
    found = {name: _number(rule[name], (*path, name), low=0, high=MOST_NUMBER) for name in BOUNDS if name in rule}
    if not found:
        raise RuleFault("no_bound", path, None)
    return found


def _read_days(rule: Mapping[str, Any], field: Field, path: tuple[str | int, ...]) -> dict[str, Any]:
    _only(rule, {"field", *WITHIN}, path)
    found = {name: int(_number(rule[name], (*path, name), low=1, high=MOST_DAYS)) for name in WITHIN if name in rule}
    if len(found) != 1:
        raise RuleFault("no_bound", path, None)
    return found


def _read_count(rule: Mapping[str, Any], field: Field, path: tuple[str | int, ...]) -> dict[str, Any]:
    _only(rule, {"field", "is", "weeks", *BOUNDS}, path)
    words = _read_words({"is": rule["is"]}, field, path) if "is" in rule else {}
    if "weeks" not in rule:
        raise RuleFault("no_bound", path, "weeks")
    weeks = int(_number(rule["weeks"], (*path, "weeks"), low=1, high=MOST_WEEKS))
    bounds = {name: rule[name] for name in BOUNDS if name in rule}
    return {**words, "weeks": weeks, **_read_bounds(bounds, field, path)}


_READERS: dict[str, Callable[[Mapping[str, Any], Field, tuple[str | int, ...]], dict[str, Any]]] = {
    "choice": _read_words,
    "text": _read_words,
    "number": _read_bounds,
    "days": _read_days,
    "count": _read_count,
}
