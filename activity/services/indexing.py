"""Indexes of a generation being built: the database makes them for whole tables while workers go on computing."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from activity.models import Night
from common.partitions import index_generation
from common.services.locks import exclusive

logger = logging.getLogger(__name__)


def table_lock(night: Night, model: type[Model], *, wait: bool) -> AbstractContextManager[bool]:
    """Return what holds a table of the night's generation while it is being indexed (see `exclusive`)."""
    return exclusive(f"night:{night.pk}:{night.generation}:{model._meta.db_table}", wait=wait)


class GenerationIndexer:
    """Indexes tables of a night's generation aside, in a connection of its own; leaving it waits for what has begun.

    It only saves time: a table that another worker indexes is left to him, and one that could not be indexed here is
    indexed, or its error told, when the night is published.
    """

    def __init__(self, night: Night) -> None:
        self._night = night
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="index")
        self._begun: set[type[Model]] = set()

    def __enter__(self) -> "GenerationIndexer":
        return self

    def begin(self, models: Sequence[type[Model]]) -> None:
        """These tables, of which every row is committed, are indexed or soon will be.

        Inside a transaction nobody else can see them, so they are left to the night's last act. SQLite has one table
        for all generations, with its indexes.
        """
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            return
        for model in models:
            if model not in self._begun:
                self._begun.add(model)
                self._pool.submit(self._index_aside, model)

    def _index_aside(self, model: type[Model]) -> None:
        try:
            with table_lock(self._night, model, wait=False) as free, transaction.atomic():
                if free:
                    index_generation(model, self._night.generation)
        except DatabaseError:
            logger.exception("%s is indexed at the end of the night", model._meta.db_table)
        finally:
            connection.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=error is not None)
