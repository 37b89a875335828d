"""Why members joined and left a segment, in the reader's words: the condition
as it held, and the member's value.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from insights.models import SegmentSpell
from insights.rules.segments import conditions
from insights.selectors.segment_fields import FIELDS
from insights.selectors.segment_rules import describe_condition, label_words

REASON_COLUMNS = ("reason", "start_values", "end_reason", "end_values")


class AskedCondition(NamedTuple):
    """A condition of a version of a rule: its field, the words that it names,
    and its text where it is met.
    """

    field: str
    words: tuple[str, ...]
    is_wanted: bool
    text: str


class Reason(NamedTuple):
    """A condition in words and the member's value of it.

    value: None if none was recorded · is_said: the condition names the value
    already.
    """

    condition: str
    value: str | None
    is_said: bool

    def __str__(self) -> str:
        if self.value is None or self.is_said:
            return self.condition
        return _("%(condition)s (%(value)s)") % {
            "condition": self.condition,
            "value": self.value,
        }


def asked_conditions(
    rules: Mapping[int, Any],
    versions: Collection[int | None] | None = None,
) -> dict[int, list[AskedCondition]]:
    """Return the conditions of versions of a rule in the reader's words.

    `versions` None means all of them.
    """
    wanted = rules if versions is None else set(rules).intersection(versions)
    asked = {}
    for number in wanted:
        pairs = conditions(rules[number])
        asked[number] = [_asked(*pair) for pair in pairs]
    return asked


def _asked(condition: Mapping[str, Any], is_wanted: bool) -> AskedCondition:
    return AskedCondition(
        field=condition["field"],
        words=tuple(condition.get("is", ())),
        is_wanted=is_wanted,
        text=describe_condition(condition, is_wanted=is_wanted),
    )


def reasons_of(
    asked: Sequence[AskedCondition],
    numbers: Sequence[int] | None,
    values: Sequence[Any] | None,
    *,
    hides_staff: bool = False,
) -> list[Reason]:
    """Return the reasons with these numbers of conditions.

    `values` are None where no release recorded them.
    """
    reasons = []
    for position, number in enumerate(numbers or ()):
        if number >= len(asked):
            continue
        condition = asked[number]
        is_hidden = hides_staff and FIELDS[condition.field].is_staff_account
        if values is None or is_hidden:
            reasons.append(Reason(condition.text, None, is_said=False))
        else:
            reasons.append(_reason(condition, values[position]))
    return reasons


def _reason(condition: AskedCondition, value: Any) -> Reason:
    words = tuple(value) if isinstance(value, list) else (value,)
    names_one_word = condition.is_wanted and len(condition.words) == 1
    return Reason(
        condition.text,
        _value_text(condition.field, value),
        is_said=names_one_word and words == condition.words,
    )


def _value_text(field: str, value: Any) -> str:
    if value is None:
        return _("no data")
    if value == "":
        return _("not given")
    if isinstance(value, list):
        return " / ".join(label_words(field, value)) or _("none")
    if isinstance(value, str):
        return label_words(field, [value])[0]
    return f"{value:g}"


def start_reasons(
    spell: SegmentSpell,
    asked: Mapping[int, Sequence[AskedCondition]],
) -> list[str]:
    """Return why a membership began."""
    conditions_of_version = asked.get(spell.version, ())
    reasons = reasons_of(
        conditions_of_version,
        spell.reason,
        spell.start_values,
    )
    found: list[str] = []
    for reason in reasons:
        found.append(str(reason))
    return found


def end_reasons(
    spell: SegmentSpell,
    asked: Mapping[int, Sequence[AskedCondition]],
) -> list[str]:
    """Return why a membership ended; [] if that was not recorded."""
    if spell.end_reason:
        known = asked.get(spell.ended_version or 0, ())
        failed = reasons_of(known, spell.end_reason, spell.end_values)
        text = _("no longer: %(condition)s")
        found: list[str] = []
        for reason in failed:
            found.append(text % {"condition": reason})
        return found
    if spell.end_reason is not None:
        return [_("merged into another member")]
    if spell.ended_version == 0:
        return [_("taken off by hand")]
    if spell.ended_version is None:
        return [_("the segment was archived")]
    return []


def machine_reasons(
    row: Mapping[str, Any],
    asked: Mapping[int, Sequence[AskedCondition]],
) -> dict[str, list[Any]]:
    """Return the reasons of a row as the API and webhooks give them.

    row: both versions and REASON_COLUMNS.
    """
    reason, reason_values = _condition_and_value_lists(
        asked.get(row["version"], ()),
        row["reason"],
        row["start_values"],
    )
    left_reason, left_values = _condition_and_value_lists(
        asked.get(row["ended_version"] or 0, ()),
        row["end_reason"],
        row["end_values"],
    )
    return {
        "reason": reason,
        "reason_values": reason_values,
        "left_reason": left_reason,
        "left_values": left_values,
    }


def _condition_and_value_lists(
    asked: Sequence[AskedCondition],
    numbers: Sequence[int] | None,
    values: Sequence[Any] | None,
) -> tuple[list[str], list[str | None]]:
    """Return the conditions and the member's values, without staff accounts."""
    conditions_met = []
    own_values = []
    for reason in reasons_of(asked, numbers, values, hides_staff=True):
        conditions_met.append(reason.condition)
        own_values.append(reason.value)
    return conditions_met, own_values
