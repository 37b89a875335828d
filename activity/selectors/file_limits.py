"""Measure files; one that holds too much is refused before any of
it is stored.
"""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from activity.labels import STOP_MESSAGES
from activity.models import IngestBatch
from activity.rules.limits import IngestLimits
from common.errors import TooLarge
from common.files.unpacking import is_zip, read_blocks

MEGABYTE = 1 << 20


def configured_limits() -> IngestLimits:
    """Return the limits that the settings give."""
    return IngestLimits(
        max_bytes=settings.INGEST_MAX_BYTES,
        max_lines=settings.INGEST_MAX_LINES,
        max_rejected=settings.INGEST_MAX_REJECTED,
        hopeless_rows=settings.INGEST_HOPELESS_ROWS,
    )


def check_size(path: Path, limits: IngestLimits) -> None:
    """Refuse a file that, unpacked, holds more bytes or lines than it may.

    It is read only as far as the limits go, so a small file that unpacks without end costs little.
    Errors: TooLarge.
    """
    if is_zip(path):
        # The reader of workbooks checks what it unpacks to.
        return
    size = 0
    line_feeds = 0
    returns = 0
    for block in read_blocks(path):
        size += len(block)
        line_feeds += block.count(b"\n")
        returns += block.count(b"\r")
        if size > limits.max_bytes:
            raise _too_many_bytes(limits.max_bytes)
        if max(line_feeds, returns) > limits.max_lines:
            raise _too_many_lines(limits.max_lines)


def _too_many_bytes(most: int) -> TooLarge:
    message = _(
        "The file holds more than %(most)s MB when unpacked. Cut it into several files.",
    )
    values = {"most": f"{most // MEGABYTE:,}"}
    return TooLarge("file_too_large", message % values)


def _too_many_lines(most: int) -> TooLarge:
    message = _(
        "The file holds more than %(most)s lines. Cut it into several files.",
    )
    return TooLarge("file_too_large", message % {"most": f"{most:,}"})


def stop_text(batch: IngestBatch) -> str:
    """Return why a batch was stopped, how far it got and what to do, in the
    reader's language.
    """
    values = {
        "received": f"{batch.received:,}",
        "rejected": f"{batch.rejected:,}",
    }
    return str(STOP_MESSAGES[batch.stopped]) % values
