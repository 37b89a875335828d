"""Bodies that were packed: unpacked up to a limit, so that a few bytes cannot
become all of the memory.
"""

import base64
import binascii
import zlib

from integrations.rules.pushing import DeliveryRefusal

GZIP_MAGIC = b"\x1f\x8b"
UNPACKED_BYTES = 8 << 20
# Of a sender who has not shown a key yet: what they may let us read for it.
UNPROVED_BYTES = 512 << 10


def unpack(body: bytes, most: int = UNPACKED_BYTES) -> bytes:
    """Return what a gzip body holds, of at most so many bytes; another body
    as it is. Errors: Refusal.
    """
    if not body.startswith(GZIP_MAGIC):
        if len(body) > most:
            raise DeliveryRefusal(413, "too_large")
        return body
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = reader.decompress(body, most + 1)
    except zlib.error as error:
        raise DeliveryRefusal(400, "bad_gzip") from error
    if len(found) > most:
        raise DeliveryRefusal(413, "too_large")
    if not reader.eof:
        raise DeliveryRefusal(400, "bad_gzip")
    return found


def from_base64(text: str) -> bytes:
    """Return what base64 holds. Errors: Refusal."""
    try:
        return base64.b64decode(text.replace(" ", "+"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise DeliveryRefusal(400, "bad_base64") from error
