"""How long before the first official ticket an issue was known."""

from datetime import datetime, timedelta
from typing import NamedTuple

HOUR = timedelta(hours=1)


class LeadTime(NamedTuple):
    """When an issue was reported first, raised its alert, and got its first
    official ticket; None: it did not.
    """

    reported_at: datetime | None
    alerted_at: datetime | None
    ticket_at: datetime | None

    @property
    def hours_to_ticket(self) -> float | None:
        """Return the hours from the first report to the ticket."""
        return _hours(self.reported_at, self.ticket_at)

    @property
    def hours_ahead(self) -> float | None:
        """Return the hours from the alert to the ticket; negative: the ticket
        was there before the alert.
        """
        return _hours(self.alerted_at, self.ticket_at)


def _hours(begins: datetime | None, ends: datetime | None) -> float | None:
    if begins is None or ends is None:
        return None
    return round((ends - begins) / HOUR, 1)
