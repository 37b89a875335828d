"""How much one import may hold, and when it is stopped."""

import sys
from typing import NamedTuple

ALL_REJECTED = "all_rejected"
TOO_MANY_REJECTED = "too_many_rejected"


class IngestLimits(NamedTuple):
    """How many unpacked bytes and lines a file and rejected rows an import may have.

    hopeless_rows: after this many rejected rows and none accepted, the mapping must be wrong.
    """

    max_bytes: int
    max_lines: int
    max_rejected: int
    hopeless_rows: int


NO_LIMITS = IngestLimits(sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)


def stop_reason(limits: IngestLimits, *, taken: int, rejected: int) -> str:
    """Return why an import with so many rows taken and rejected must stop, "" if it may go on.

    `rejected` does not include rows of kinds that the mapping leaves out on purpose.
    """
    if not taken and rejected >= limits.hopeless_rows:
        return ALL_REJECTED
    if rejected >= limits.max_rejected:
        return TOO_MANY_REJECTED
    return ""
