"""Pack runs of small records, one run a member, into bytes for the database."""

import numpy as np
from numpy.typing import NDArray


def pack_records(
    owner: NDArray[np.int32],
    records: NDArray[np.void],
    count: int,
) -> tuple[bytes, NDArray[np.int64]]:
    """Return all records as bytes, and the offset at which the records of each
    of `count` owners begin (count + 1 offsets).

    Shape: owner (r,) sorted indices, records (r,).
    """
    sizes = np.bincount(owner, minlength=count) * records.dtype.itemsize
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return records.tobytes(), offsets


def unpack_records(
    packed: list[bytes],
    record: np.dtype[np.void],
) -> tuple[NDArray[np.int32], NDArray[np.void]]:
    """Return owner indices and records of packed runs, in the order given."""
    lengths = np.fromiter(map(len, packed), dtype=np.int64, count=len(packed))
    owners = np.arange(len(packed), dtype=np.int32)
    owner = np.repeat(owners, lengths // record.itemsize)
    return owner, np.frombuffer(b"".join(packed), dtype=record)
