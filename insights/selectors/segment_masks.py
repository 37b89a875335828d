"""Rules of segments evaluated for all members at once.

Each condition becomes a mask, and each column is read once. The result is the
same as that of `segment_rules.matching`, which asks the database for one rule;
the nightly run has many rules to ask about the same members at one moment, and
needs to know for each of them which conditions held.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from insights.rules.segments import GROUPS, AsOf, conditions
from insights.selectors.segment_columns import Ids, Mask, MemberColumns
from insights.selectors.segment_fields import FIELDS

MAX_KEPT = 200


class MemberMasks(MemberColumns):
    """All members at a moment, and which of them a rule holds for."""

    def __init__(self, at: AsOf) -> None:
        super().__init__(at)
        self._conditions: dict[str, Mask] = {}

    def of(self, rule: Mapping[str, Any]) -> Mask:
        """Return who of the members a checked rule holds for."""
        if "all" in rule:
            return np.asarray(
                np.logical_and.reduce(list(map(self.of, rule["all"]))),
            )
        if "any" in rule:
            return np.asarray(
                np.logical_or.reduce(list(map(self.of, rule["any"]))),
            )
        if "not" in rule:
            return ~self.of(rule["not"])
        return self._condition(rule)

    def _condition(self, condition: Mapping[str, Any]) -> Mask:
        key = json.dumps(condition, sort_keys=True)
        if key in self._conditions:
            return self._conditions[key]
        if len(self._conditions) >= MAX_KEPT:
            oldest = next(iter(self._conditions))
            del self._conditions[oldest]
        field = FIELDS[condition["field"]]
        self._conditions[key] = field.mask(condition, self)
        return self._conditions[key]

    def reasons(
        self,
        rule: Mapping[str, Any],
        chosen: Ids,
    ) -> list[list[int]]:
        """Return, for each of these members, the numbers of the conditions
        that are as the rule wants them.
        """
        rows = self.rows_of(chosen)
        as_wanted = []
        for condition, is_wanted in conditions(rule):
            as_wanted.append(self.of(condition)[rows] == is_wanted)
        return _numbers_of_true(as_wanted, len(rows))

    def end_reasons(
        self,
        rule: Mapping[str, Any],
        chosen: Ids,
    ) -> list[list[int]]:
        """Return, for each of these members, the numbers of the conditions
        that make the rule fail for them.
        """
        rows = self.rows_of(chosen)
        everybody = np.ones(len(rows), dtype=bool)
        deciding = list(self._deciding(rule, rows, everybody))
        return _numbers_of_true(deciding, len(rows))

    def _deciding(
        self,
        rule: Mapping[str, Any],
        rows: Ids,
        is_on_path: Mask,
    ) -> Iterator[Mask]:
        """Yield, for each condition in the order of conditions(), whether it
        decides the rule's value in these rows.

        A part of a group decides where it has the value of the group; a
        negated rule always does.
        """
        if "field" in rule:
            yield is_on_path
        elif "not" in rule:
            yield from self._deciding(rule["not"], rows, is_on_path)
        else:
            value = self.of(rule)[rows]
            for name in GROUPS:
                for part in rule.get(name, ()):
                    decides = is_on_path & (self.of(part)[rows] == value)
                    yield from self._deciding(part, rows, decides)


def _numbers_of_true(masks: list[Mask], count: int) -> list[list[int]]:
    """Return, for each of `count` members, the numbers of the masks that are
    true for them.
    """
    table = np.array(masks, dtype=bool).reshape(len(masks), count).T
    kinds, which = np.unique(table, axis=0, return_inverse=True)
    lists = [np.flatnonzero(kind).tolist() for kind in kinds]
    return [lists[kind] for kind in which.ravel().tolist()]
