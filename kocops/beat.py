"""Celery's beat, which continues after the clock was ahead for a while.

Beat stores when it last sent each entry, and sends it again only after that time: after a jump of
forty days ahead and back it would send nothing for forty days.
"""

import time
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from celery.utils.log import get_logger
from django.db import DatabaseError, connection
from django.utils import timezone

from common.jobs.lanes import BEAT_SECONDS, note_beat

TOLERANCE = timedelta(minutes=2)
logger = get_logger(__name__)


class ClockProofScheduler(PersistentScheduler):
    """Beat that corrects a last run in the future: the entry counts as run now.
    It notes in the database that it runs, for /readyz.
    """

    _noted_at = 0.0

    def tick(self, *args: Any, **how: Any) -> Any:
        """Send one entry that is due; return the seconds until the next."""
        self._note_that_it_runs()
        self._forget_future()
        return super().tick(*args, **how)

    def _note_that_it_runs(self) -> None:
        if time.monotonic() - self._noted_at < BEAT_SECONDS:
            return
        self._noted_at = time.monotonic()
        try:
            note_beat(timezone.now())
        except DatabaseError as error:
            # It goes on sending; /readyz will say that it is late.
            logger.warning("the beat was not written: %s", error)
        finally:
            connection.close()

    def _forget_future(self) -> None:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + TOLERANCE:
                logger.error(
                    "%s last ran at %s, in the future: the clock was ahead",
                    entry.name,
                    entry.last_run_at,
                )
                entry.last_run_at = now
                self._heap = None
