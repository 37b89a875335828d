"""Index a generation while it is built: the database works on complete tables
while the workers go on computing.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType

from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from activity.models import NightlyRun
from common.db.locks import exclusive
from common.db.partitions import index_generation

logger = logging.getLogger(__name__)


def table_lock(
    night: NightlyRun,
    model: type[Model],
    *,
    wait: bool,
) -> AbstractContextManager[bool]:
    """Return the lock under which a table of the night's generation is indexed
    (see `exclusive`).
    """
    return exclusive(
        f"night:{night.pk}:{night.generation}:{model._meta.db_table}",
        wait=wait,
    )


class GenerationIndexer:
    """Indexes tables of a night's generation in a thread with a connection of
    its own; leaving the context waits for what has begun.

    It only saves time: a table that another worker indexes is skipped, and one
    that could not be indexed here is indexed when the night is published,
    where an error ends the night.
    """

    def __init__(self, night: NightlyRun) -> None:
        self._night = night
        self._pool = ThreadPoolExecutor(
            max_workers=1,
            thread_name_prefix="index",
        )
        self._begun: set[type[Model]] = set()

    def __enter__(self) -> "GenerationIndexer":
        return self

    def begin(self, models: Sequence[type[Model]]) -> None:
        """Start indexing these tables, whose rows are all committed.

        Inside a transaction no other connection sees the rows, so the tables
        are left to the publication. SQLite has one table for all generations,
        with its indexes.
        """
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            return
        for model in models:
            if model not in self._begun:
                self._begun.add(model)
                self._pool.submit(self._index, model)

    def _index(self, model: type[Model]) -> None:
        try:
            with (
                table_lock(self._night, model, wait=False) as free,
                transaction.atomic(),
            ):
                if free:
                    index_generation(model, self._night.generation)
        except DatabaseError:
            logger.exception(
                "%s is indexed at the end of the night",
                model._meta.db_table,
            )
        finally:
            connection.close()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=error is not None)
