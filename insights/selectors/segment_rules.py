"""A segment's rule: read, as a query over members, and in the reader's words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError, Invalid
from insights.rules.segments import (
    BOUNDS,
    WITHIN,
    AsOf,
    RuleFault,
    read_rule,
)
from insights.selectors.segment_fields import FIELDS, GRAMMAR

FAULTS = {
    "not_a_rule": gettext_lazy("A condition is missing"),
    "too_deep": gettext_lazy("The rule is nested too deeply"),
    "too_many": gettext_lazy("The rule has too many conditions"),
    "empty_group": gettext_lazy("A group needs at least one condition"),
    "unknown_key": gettext_lazy("This word is not known here"),
    "unknown_field": gettext_lazy("There is no such field"),
    "no_values": gettext_lazy("Choose at least one value"),
    "bad_value": gettext_lazy("This value is not possible here"),
    "bad_number": gettext_lazy("This is not a possible number"),
    "no_bound": gettext_lazy("A number is missing"),
}
# What a condition says that was added and not yet filled in.
UNFILLED = frozenset({"no_values", "no_bound"})


def checked_rule(rule: object) -> dict[str, Any]:
    """Return the rule as it is kept.

    Errors: Invalid with the fault and its place.
    """
    try:
        return read_rule(rule, GRAMMAR)
    except RuleFault as error:
        raise fault_of(error, rule) from error


def fault_of(error: RuleFault, rule: object) -> DomainError:
    """Return a fault in the reader's words: what, where, and which value; of a
    condition without a value, its field.
    """
    name = _field_at(rule, error.path)
    if name in FIELDS and error.code in UNFILLED:
        text = _("“%(field)s” is not filled in yet")
        text = text % {"field": FIELDS[name].label}
        return Invalid(error.code, text, where={"path": list(error.path)})
    where = ".".join(str(part) for part in error.path) or "–"
    text = _("%(what)s (at %(where)s): %(value)s") % {
        "what": FAULTS[error.code],
        "where": where,
        "value": str(error.value)[:100],
    }
    return Invalid(error.code, text, where={"path": list(error.path)})


def _field_at(rule: Any, path: Iterable[str | int]) -> Any:
    """Return the field of the condition at a place of a rule, if it has one."""
    for part in path:
        if isinstance(rule, Mapping) and "field" in rule:
            break
        rule = rule[part]
    return rule.get("field") if isinstance(rule, Mapping) else None


def matching(rule: Mapping[str, Any], at: AsOf) -> Q:
    """Return which members a checked rule holds for."""
    if "all" in rule:
        found = Q()
        for one in rule["all"]:
            found &= matching(one, at)
        return found
    if "any" in rule:
        first, *others = rule["any"]
        found = matching(first, at)
        for one in others:
            found |= matching(one, at)
        return found
    if "not" in rule:
        return ~matching(rule["not"], at)
    return FIELDS[rule["field"]].matching(rule, at)


def describe_condition(
    condition: Mapping[str, Any],
    *,
    is_wanted: bool = True,
) -> str:
    """Return a condition, or its opposite, in the reader's words."""
    name = condition["field"]
    words = " / ".join(label_words(name, condition.get("is", ())))
    is_count = "weeks" in condition
    if words and not is_wanted and not is_count:
        words = _("not %(what)s") % {"what": words}
    parts = [
        words,
        _describe_bounds(condition, is_wanted),
        _describe_days(condition, is_wanted),
    ]
    if is_count:
        parts.append(_("in the last %(n)s weeks") % {"n": condition["weeks"]})
    what = " ".join(filter(None, parts))
    shown = {"field": FIELDS[name].label, "what": what}
    return _("%(field)s: %(what)s") % shown


def label_words(name: str, words: Iterable[str]) -> list[str]:
    """Return the words of a field as the reader sees them."""
    labels = FIELDS[name].choice_labels()
    return [labels.get(word, word) for word in words]


def _describe_bounds(condition: Mapping[str, Any], is_wanted: bool) -> str:
    texts = {
        ("at_least", True): _("at least %(n)s"),
        ("at_most", True): _("at most %(n)s"),
        ("at_least", False): _("below %(n)s"),
        ("at_most", False): _("above %(n)s"),
    }
    found = []
    for name in BOUNDS:
        if name in condition:
            found.append(texts[name, is_wanted] % {"n": condition[name]})
    return (" " if is_wanted else _(" or ")).join(found)


def _describe_days(condition: Mapping[str, Any], is_wanted: bool) -> str:
    for name in WITHIN:
        if name not in condition:
            continue
        is_within = (name == "within_days") == is_wanted
        text = (
            _("within %(n)s days") if is_within else _("not within %(n)s days")
        )
        return text % {"n": condition[name]}
    return ""


def describe_rule(rule: Mapping[str, Any]) -> str:
    """Return a whole rule in the reader's words."""
    if "all" in rule:
        return _(" and ").join(map(_bracketed, rule["all"]))
    if "any" in rule:
        return _(" or ").join(map(_bracketed, rule["any"]))
    if "field" in rule.get("not", {}):
        return describe_condition(rule["not"], is_wanted=False)
    if "not" in rule:
        return _("not %(rule)s") % {"rule": _bracketed(rule["not"])}
    return describe_condition(rule)


def _bracketed(rule: Mapping[str, Any]) -> str:
    text = describe_rule(rule)
    is_group = len(rule.get("all", rule.get("any", ()))) > 1
    return _("(%(rule)s)") % {"rule": text} if is_group else text
