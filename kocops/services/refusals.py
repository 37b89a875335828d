"""Record again who refused, in a restored database that does not know it."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from members.services.consents import replay_withdrawals
from members.services.refusal_ledger import read_refusals
from outreach.services.stops import replay_stops


class Replayed(NamedTuple):
    """How many withdrawn consents and stops of contact were recorded again."""

    withdrawals: int
    stops: int


def replay_refusals(ledger: Path, *, now: datetime) -> Replayed:
    """Record what a ledger of refusals knows and this database does not."""
    refusals = list(read_refusals(ledger))
    return Replayed(
        replay_withdrawals(refusals, now=now),
        replay_stops(refusals, now=now),
    )
