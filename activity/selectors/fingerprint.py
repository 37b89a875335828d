"""One hash of all rows that a night wrote, by which runs can be compared; it is
the same on every database.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model

from activity.models import ActivitySummary, CommunityWeek, MemberSeries

MODELS = (MemberSeries, ActivitySummary, CommunityWeek)
NOT_COMPARED = {"pk", "id", "generation"}


def generation_fingerprint(
    generation: int,
    more: Iterable[type[Model]] = (),
) -> str:
    """Return the SHA-256 of all rows of a generation, in order, without the
    generation's number; of `more` tables too.
    """
    digest = hashlib.sha256()
    models: list[type[Model]] = [*MODELS, *more]
    for model in models:
        for row in _rows_of(model, generation):
            digest.update(repr(tuple(_plain(row))).encode())
    return digest.hexdigest()


def _rows_of(
    model: type[Model],
    generation: int,
) -> Iterator[tuple[Any, ...]]:
    names = [field.attname for field in model._meta.concrete_fields]
    names = [name for name in names if name not in NOT_COMPARED]
    order = "member_id" if "member_id" in names else "week_start"
    rows = model._default_manager.filter(generation=generation)
    ordered = rows.order_by(order).values_list(*names)
    yield from ordered.iterator(chunk_size=20_000)


def _plain(row: tuple[Any, ...]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, memoryview | bytes):
            yield bytes(value)
        elif isinstance(value, datetime):
            yield value.timestamp()
        else:
            yield value
