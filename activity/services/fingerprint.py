"""One hash of everything a night wrote, the same on every database, by which runs can be compared."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Model

from activity.models import ActivitySummary, CommunityWeek, MemberSeries

MODELS = (MemberSeries, ActivitySummary, CommunityWeek)
NOT_COMPARED = {"pk", "id", "generation"}


def generation_fingerprint(generation: int, more: Iterable[type[Model]] = ()) -> str:
    """Return the SHA-256 of all rows of a generation, in order, without the generation's number; `more` tables too."""
    digest = hashlib.sha256()
    models: list[type[Model]] = [*MODELS, *more]
    for model in models:
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in NOT_COMPARED]
        order = "member_id" if "member_id" in names else "week_start"
        rows = model._default_manager.filter(generation=generation).order_by(order).values_list(*names)
        for row in rows.iterator(chunk_size=20_000):
            digest.update(repr(tuple(_plain(row))).encode())
    return digest.hexdigest()


def _plain(row: tuple[Any, ...]) -> Iterator[Any]:
    for value in row:
        if isinstance(value, memoryview | bytes):
            yield bytes(value)
        else:
            yield value.timestamp() if isinstance(value, datetime) else value
