"""Members' own values of a segment's conditions, read in bulk when they join
or leave.

A value is plain JSON: a number, a date as text, a word or a list of words as
the database holds them; None where nothing is known.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from insights.rules.segments import conditions
from insights.selectors.segment_columns import Ids, MemberColumns
from insights.selectors.segment_fields import FIELDS


def read_values(
    columns: MemberColumns,
    rule: Mapping[str, Any],
    chosen: Ids,
    reasons: Sequence[Sequence[int]],
) -> list[list[Any]]:
    """Return for each of these members the values of the conditions in their
    reasons, in the same order.
    """
    asked = [condition for condition, _is_wanted in conditions(rule)]
    positions: dict[int, list[int]] = {}
    for position, reason in enumerate(reasons):
        for number in reason:
            positions.setdefault(number, []).append(position)
    found: list[list[Any]] = [[] for _member in reasons]
    for number, condition in enumerate(asked):
        where = positions.get(number)
        if not where:
            continue
        field = FIELDS[condition["field"]]
        values = field.values(condition, columns, chosen[where])
        for position, value in zip(where, values, strict=True):
            found[position].append(value)
    return found
