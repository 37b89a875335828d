"""Kinds of segment fields: how each is asked, masked, read and described.

A field is one declaration of one of these kinds (segment_fields.py). From it
derive the grammar of rules, the query, the mask of the nightly run, members'
own values, labels and the choices of the builder.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from common.rules.places import names_of_places
from common.rules.spelling import spellings_of_all
from common.security.access import staff_accounts
from insights.rules.segments import AsOf, RuleField
from insights.selectors.segment_columns import Ids, Mask, MemberColumns
from members.models import Member

BATCH = 5000
MAX_WORDS = 5
DIGITS = 2
Condition = Mapping[str, Any]
Labels = Mapping[str, str | Promise]
Values = dict[int, Any]


def with_members_of(rows: QuerySet[Any]) -> Q:
    """Return the condition that a member has one of these rows."""
    return Q(pk__in=rows.order_by().values("member_id"))


def bounds_of(
    condition: Condition,
    column: str,
    scale: float = 1.0,
) -> dict[str, float]:
    """Return the lookups of a condition's bounds on a column."""
    lookups = {"at_least": "gte", "at_most": "lte"}
    return {
        f"{column}__{lookup}": condition[name] / scale
        for name, lookup in lookups.items()
        if name in condition
    }


@dataclass(frozen=True, kw_only=True)
class SegmentField(ABC):
    """A field of conditions.

    kind: how it is compared (insights/rules/segments.py) · choices: its
    possible words with their labels; empty if every word is possible.
    """

    name: str
    label: str | Promise
    kind: str
    choices: Labels = field(default_factory=dict)
    is_staff_account: bool = False

    @property
    def grammar(self) -> RuleField:
        """What a rule may say about the field."""
        return RuleField(self.kind, tuple(self.choices))

    def choice_labels(self) -> dict[str, str]:
        """Return the labels of the choices in the reader's language; colleagues
        are called by their names.
        """
        if self.is_staff_account:
            accounts = staff_accounts()
            return {one.get_username(): str(one) for one in accounts}
        return {name: str(label) for name, label in self.choices.items()}

    @abstractmethod
    def matching(self, condition: Condition, at: AsOf) -> Q:
        """Return which members a condition holds for."""

    def mask(self, condition: Condition, columns: MemberColumns) -> Mask:
        """Return the same for all members at once."""
        found = Member.objects.filter(self.matching(condition, columns.at))
        return columns.among(found)

    def values(
        self,
        condition: Condition,
        columns: MemberColumns,
        chosen: Ids,
    ) -> list[Any]:
        """Return these members' own values as JSON; None where none is known."""
        found: Values = {}
        for start in range(0, len(chosen), BATCH):
            ids = chosen[start : start + BATCH].tolist()
            found.update(self.read(condition, ids, columns.at))
        return [found.get(member) for member in chosen.tolist()]

    def read(self, condition: Condition, ids: list[int], at: AsOf) -> Values:
        """Return the values of these members that are known."""
        raise NotImplementedError


def _where_known(values: list[Any], known: Mask) -> list[Any]:
    """Return the values with None where none is known."""
    return [
        value if is_known else None
        for value, is_known in zip(values, known.tolist(), strict=True)
    ]


@dataclass(frozen=True, kw_only=True)
class GenerationNumber(SegmentField):
    """A number that each member has in a generation.

    column_type: in bulk_copy · scale: by what the number of a rule is divided
    before it is compared with the column.
    """

    kind: str = "number"
    model: Any
    column: str
    column_type: str
    scale: float = 1.0

    def matching(self, condition: Condition, at: AsOf) -> Q:
        """Return whose number of the generation lies within the bounds."""
        bounds = bounds_of(condition, self.column, self.scale)
        rows = self.model.objects.of_generation(at.generation)
        return with_members_of(rows.filter(**bounds))

    def mask(self, condition: Condition, columns: MemberColumns) -> Mask:
        stored = columns.column(self.model, self.column, self.column_type)
        holds = stored.known.copy()
        if "at_least" in condition:
            holds &= stored.values >= condition["at_least"] / self.scale
        if "at_most" in condition:
            holds &= stored.values <= condition["at_most"] / self.scale
        return holds

    def values(
        self,
        condition: Condition,
        columns: MemberColumns,
        chosen: Ids,
    ) -> list[Any]:
        stored = columns.column(self.model, self.column, self.column_type)
        rows = columns.rows_of(chosen)
        numbers = np.round(stored.values[rows] * self.scale, DIGITS).tolist()
        return _where_known(numbers, stored.known[rows])


@dataclass(frozen=True, kw_only=True)
class GenerationWord(SegmentField):
    """A choice that each member has in a generation, stored as a number."""

    kind: str = "choice"
    model: Any
    column: str
    numbers: Mapping[str, int]
    column_type: str = "int2"

    def _wanted(self, condition: Condition) -> list[int]:
        return [self.numbers[word] for word in condition["is"]]

    def matching(self, condition: Condition, at: AsOf) -> Q:
        """Return who has one of the wanted values in the generation."""
        wanted = {f"{self.column}__in": self._wanted(condition)}
        rows = self.model.objects.of_generation(at.generation)
        return with_members_of(rows.filter(**wanted))

    def mask(self, condition: Condition, columns: MemberColumns) -> Mask:
        """Tell of each member whether they have one of the wanted values."""
        stored = columns.column(self.model, self.column, self.column_type)
        is_wanted = np.isin(stored.values, self._wanted(condition))
        return stored.known & is_wanted

    def values(
        self,
        condition: Condition,
        columns: MemberColumns,
        chosen: Ids,
    ) -> list[Any]:
        words = {number: word for word, number in self.numbers.items()}
        stored = columns.column(self.model, self.column, self.column_type)
        rows = columns.rows_of(chosen)
        named = list(map(words.get, stored.values[rows].tolist()))
        return _where_known(named, stored.known[rows])


@dataclass(frozen=True, kw_only=True)
class MemberColumn(SegmentField):
    """A column of Member that bears the field's name."""

    kind: str = "text"

    def matching(self, condition: Condition, at: AsOf) -> Q:
        """Return who has one of the wanted values, however it is spelled."""
        wanted = spellings_of_all(condition["is"])
        return Q(**{f"{self.name}__in": wanted})

    def read(self, condition: Condition, ids: list[int], at: AsOf) -> Values:
        members = Member.objects.filter(pk__in=ids)
        return dict(members.values_list("pk", self.name))


@dataclass(frozen=True, kw_only=True)
class PlaceColumn(MemberColumn):
    """A city or a province, with or without 市 or 省 behind its name."""

    def matching(self, condition: Condition, at: AsOf) -> Q:
        wanted = spellings_of_all(names_of_places(condition["is"]))
        return Q(**{f"{self.name}__in": wanted})


@dataclass(frozen=True, kw_only=True)
class RelatedWords(SegmentField):
    """Words of which a member has several, in rows of their own."""

    kind: str = "text"
    rows: Callable[[], QuerySet[Any]]
    column: str

    def matching(self, condition: Condition, at: AsOf) -> Q:
        wanted = spellings_of_all(condition["is"])
        rows = self.rows().filter(**{f"{self.column}__in": wanted})
        return with_members_of(rows)

    def read(self, condition: Condition, ids: list[int], at: AsOf) -> Values:
        """Return the words that the condition names, or else the first few."""
        rows = self.rows().filter(member_id__in=ids).order_by(self.column)
        held: dict[int, list[str]] = {member: [] for member in ids}
        known = rows.values_list("member_id", self.column).distinct()
        for member, word in known:
            held[member].append(word)
        wanted = set(spellings_of_all(condition["is"]))
        found: Values = {}
        for member, words in held.items():
            named = [word for word in words if word in wanted]
            found[member] = named or words[:MAX_WORDS]
        return found


@dataclass(frozen=True, kw_only=True)
class QueriedField(SegmentField):
    """A field with a condition and a reader of its own."""

    condition: Callable[[Condition, AsOf], Q]
    reader: Callable[[Condition, list[int], AsOf], Values]

    def matching(self, condition: Condition, at: AsOf) -> Q:
        return self.condition(condition, at)

    def read(self, condition: Condition, ids: list[int], at: AsOf) -> Values:
        """Return the values that the declared reader finds."""
        return self.reader(condition, ids, at)
