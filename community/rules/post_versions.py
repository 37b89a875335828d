"""Which of two states of a post stands: an older one never replaces a newer one
(docs/adr/0019-versions-of-posts.md).
"""

from collections.abc import Container
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple

DIGEST_BYTES = 8
MAX_DIGITS = 18
# So many replaced states of a post are remembered, the latest ones.
MAX_REPLACED = 32
# A number between these is a moment: seconds or milliseconds since 1970, of
# the years 1990 to 2100. Below them it counts versions.
SECONDS = range(631_152_000, 4_102_444_800)
MILLISECONDS = range(SECONDS.start * 1000, SECONDS.stop * 1000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class PostState(NamedTuple):
    """What a source says of a post. version: greater is newer, None if the
    source gives none · digest: of all that it says.
    """

    version: int | None
    is_deleted: bool
    digest: bytes


def state_digest(*values: Any) -> bytes:
    """Return a short hash of what a source says of a post."""
    said = repr(values).encode("utf-8", "backslashreplace")
    return blake2b(said, digest_size=DIGEST_BYTES).digest()


def version_of_moment(moment: datetime) -> int:
    """Return the version of a post that was written at a moment."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of_version(version: int) -> datetime:
    """Return the moment at which the post of such a version was written."""
    return _EPOCH + version * _MICROSECOND


def whole_number(given: Any) -> int | None:
    """Return the number that is written, None if it is no whole number."""
    text = str(given).strip()
    is_number = text.isascii() and text.isdigit()
    if not is_number or len(text) > MAX_DIGITS:
        return None
    return int(text)


def version_of_number(number: int) -> int:
    """Return the version for a number, which may be a moment."""
    if number in SECONDS:
        return number * 1_000_000
    if number in MILLISECONDS:
        return number * 1_000
    return number


def replaces(
    new: PostState,
    stored: PostState,
    replaced: Container[bytes],
) -> bool:
    """Tell whether a state takes the place of the stored one.

    Of two versions the greater stands, and any before none. Where the versions
    do not tell, the later arrival stands, unless it was `replaced` before; a
    deletion is not lifted.
    """
    if new.version is None and stored.version is not None:
        is_taken = new.is_deleted and not stored.is_deleted
        return is_taken and new.digest not in replaced
    if new.version is not None and new.version != stored.version:
        return stored.version is None or new.version > stored.version
    if new.digest == stored.digest or new.digest in replaced:
        return False
    return new.is_deleted or not stored.is_deleted


def pack_replaced(packed: bytes, digest: bytes) -> bytes:
    """Return the digests of replaced states with one more, the latest last."""
    return (packed + digest)[-MAX_REPLACED * DIGEST_BYTES :]


def unpack_replaced(packed: bytes) -> set[bytes]:
    """Return the digests of replaced states."""
    starts = range(0, len(packed), DIGEST_BYTES)
    found: set[bytes] = set()
    for at in starts:
        found.add(packed[at : at + DIGEST_BYTES])
    return found
