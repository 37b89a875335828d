"""What a shard gathers about all its members, as the bytes that its row keeps."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from activity.rules.community_weeks import CommunityWeeks


def pack_shard_result(
    *,
    histogram: NDArray[np.int64],
    weeks: CommunityWeeks,
    late: NDArray[np.int64],
    counted: NDArray[np.bool_],
) -> bytes:
    """Return what a shard has gathered in the form in which its row keeps it.

    late: ids of members with late events · counted: who counts, (m,).
    """
    file = io.BytesIO()
    np.savez(
        file,
        histogram=histogram,
        late=late,
        counted=np.packbits(counted),
        **weeks._asdict(),
    )
    return file.getvalue()


def open_shard_result(content: bytes | memoryview) -> Any:
    """Open what a shard has gathered; an array is read when it is asked for by name."""
    return np.load(io.BytesIO(bytes(content)), allow_pickle=False)


def weeks_of(gathered: Any) -> CommunityWeeks:
    """Return the community weeks among the arrays of `open_shard_result`."""
    return CommunityWeeks(
        active=gathered["active"],
        new=gathered["new"],
        returning=gathered["returning"],
        dimension_active=gathered["dimension_active"],
        dimension_events=gathered["dimension_events"],
    )
