"""What is known of all members at a moment, column by column."""

from typing import Any, NamedTuple

import numpy as np
from django.db.models import Model, QuerySet
from numpy.typing import NDArray

from common.db.bulk_copy import read_queryset
from insights.rules.segments import AsOf
from members.models import Member

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]


class GenerationColumn(NamedTuple):
    """A column of a generation's table, one value a member.

    known: who has a row · values: 0 for those who have none.
    """

    known: Mask
    values: NDArray[Any]


class MemberColumns:
    """All unmerged members, in order of their ids, with columns read once."""

    def __init__(self, at: AsOf) -> None:
        self.at = at
        self.members = member_ids(Member.objects.unmerged(), "pk")
        self._columns: dict[tuple[type[Model], str], GenerationColumn] = {}

    def column(self, model: Any, column: str, kind: str) -> GenerationColumn:
        """Return a number that members have in the generation asked for.

        kind: the column's type in bulk_copy, such as int2 or float8.
        """
        if (model, column) not in self._columns:
            self._columns[model, column] = self._read(model, column, kind)
        return self._columns[model, column]

    def _read(self, model: Any, column: str, kind: str) -> GenerationColumn:
        rows = model.objects.of_generation(self.at.generation)
        stored = read_queryset(
            rows.order_by("member_id"),
            (("member_id", "int8"), (column, kind)),
        )
        known = np.isin(self.members, stored["member_id"])
        is_member = np.isin(stored["member_id"], self.members)
        values = np.zeros(len(self.members))
        values[known] = stored[column][is_member]
        return GenerationColumn(known, values)

    def rows_of(self, chosen: Ids) -> Ids:
        """Return the positions of these members."""
        return np.asarray(np.searchsorted(self.members, chosen))

    def among(self, found: QuerySet[Member]) -> Mask:
        """Return who of the members a query finds."""
        return np.isin(self.members, member_ids(found, "pk"))


def member_ids(rows: QuerySet[Any], key: str) -> Ids:
    """Return the ids of members under a key of a queryset, in ascending order.

    The queryset must have each member once.
    """
    ids = read_queryset(rows.order_by(), ((key, "int8"),))[key]
    return np.sort(ids.astype(np.int64))
