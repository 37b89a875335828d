"""Celery's beat, which continues after the clock was ahead for a while.

Beat stores when it last sent each entry, and sends it again only after that time: after a jump of
forty days ahead and back it would send nothing for forty days.
"""

from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from celery.utils.log import get_logger

TOLERANCE = timedelta(minutes=2)
logger = get_logger(__name__)


class ClockProofScheduler(PersistentScheduler):
    """Beat that corrects a last run in the future: the entry counts as run now."""

    def tick(self, *args: Any, **how: Any) -> Any:
        """Send one entry that is due; return the seconds until the next."""
        self._forget_future()
        return super().tick(*args, **how)

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
