"""Segments' rules asked of all members at once: each condition a column of yes and no, each column read once.

Says the same as `segment_rules.matching`, which asks one rule of the database; the night has many rules to ask, of the
same members at one moment, and wants to know of each which conditions held.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from common.columns import read_queryset
from insights.rules.segments import conditions
from insights.services.segment_rules import NUMBERS, WORDS, At, matching
from members.models import Member

MOST_KEPT = 200
Mask = NDArray[np.bool_]


class _Column(NamedTuple):
    """A column of a generation's table, of all members: who has a row, and the values of those who do."""

    known: Mask
    values: NDArray[Any]


class MemberMasks:
    """Who stands in the community at a moment, and which of them a rule holds for."""

    def __init__(self, at: At) -> None:
        self.at = at
        self.members = member_ids(Member.objects.living(), "pk")
        self._columns: dict[tuple[Any, str], _Column] = {}
        self._conditions: dict[str, Mask] = {}

    def of(self, rule: Mapping[str, Any]) -> Mask:
        """Return for whom of the members a rule holds that read_rule() returned."""
        if "all" in rule:
            return np.asarray(np.logical_and.reduce([self.of(one) for one in rule["all"]]))
        if "any" in rule:
            return np.asarray(np.logical_or.reduce([self.of(one) for one in rule["any"]]))
        if "not" in rule:
            return ~self.of(rule["not"])
        key = json.dumps(rule, sort_keys=True)
        if key not in self._conditions:
            if len(self._conditions) >= MOST_KEPT:
                del self._conditions[next(iter(self._conditions))]
            self._conditions[key] = self._ask(rule)
        return self._conditions[key]

    def reasons(self, rule: Mapping[str, Any], chosen: NDArray[np.int64]) -> list[list[int]]:
        """Return of each of these members the numbers of the conditions that hold for him, or do not and should not."""
        rows = np.searchsorted(self.members, chosen)
        told = [self.of(condition)[rows] == is_wanted for condition, is_wanted in conditions(rule)]
        held = np.array(told, dtype=bool).reshape(len(told), len(rows)).T
        kinds, which = np.unique(held, axis=0, return_inverse=True)
        lists = [np.flatnonzero(kind).tolist() for kind in kinds]
        return [lists[kind] for kind in which.ravel().tolist()]

    def _ask(self, condition: Mapping[str, Any]) -> Mask:
        name = condition["field"]
        if name in NUMBERS:
            model, column, kind, scale = NUMBERS[name]
            told = self._column(model, column, kind)
            held = told.known.copy()
            if "at_least" in condition:
                held &= told.values >= condition["at_least"] / scale
            if "at_most" in condition:
                held &= told.values <= condition["at_most"] / scale
            return held
        if name in WORDS:
            model, column, kind, numbers = WORDS[name]
            told = self._column(model, column, kind)
            return told.known & np.isin(told.values, [numbers[word] for word in condition["is"]])
        return np.isin(self.members, member_ids(Member.objects.filter(matching(condition, self.at)), "pk"))

    def _column(self, model: Any, column: str, kind: str) -> _Column:
        if (model, column) not in self._columns:
            rows = model.objects.of_generation(self.at.generation).order_by("member_id")
            told = read_queryset(rows, (("member_id", "int8"), (column, kind)))
            known = np.isin(self.members, told["member_id"])
            values = np.zeros(len(self.members))
            values[known] = told[column][np.isin(told["member_id"], self.members)]
            self._columns[model, column] = _Column(known, values)
        return self._columns[model, column]


def member_ids(rows: QuerySet[Any], key: str) -> NDArray[np.int64]:
    """Return the ids of members that a queryset has under a key, each of which it has once, in ascending order."""
    return np.sort(read_queryset(rows.order_by(), ((key, "int8"),))[key].astype(np.int64))
