"""Counts of requests, added up over all processes of a machine.

Every process adds to the same small file under KOCOPS_VAR_DIR, each addition
under a lock, so that any of them can answer for all and nothing is lost when
one ends. The file has a fixed size: no label comes from a request.
"""

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from common.metrics.text import Metric, Sample

FILE = "metrics/requests-1.bin"
CLASSES = ("page", "api", "static", "probe")
PROBES = ("/healthz", "/readyz", "/metrics")
# Upper bounds in seconds.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
FIRST_STATUS = 100
STATUS_COUNT = 500
# Of each class: a count by status, one by bucket and above all, the seconds.
SLOTS = STATUS_COUNT + len(BUCKETS) + 2
VALUE = struct.Struct("d")
SIZE = len(CLASSES) * SLOTS * VALUE.size


def class_of(path: str) -> str:
    """Return the class of a request by its path."""
    if path.startswith("/api/"):
        return "api"
    if path.startswith(settings.STATIC_URL):
        return "static"
    return "probe" if path in PROBES else "page"


class RequestCounts:
    """The counts in one file, which any number of processes share."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            # The disk must have the room now: later there is nobody to refuse to.
            os.posix_fallocate(self._file, 0, SIZE)
            self._values = mmap.mmap(self._file, SIZE)
        except OSError:
            # Every request tries again, and each would keep a file open.
            os.close(self._file)
            raise
        self._turn = threading.Lock()

    def close(self) -> None:
        """Free the file."""
        self._values.close()
        os.close(self._file)

    def add(self, kind: str, status: int, seconds: float) -> None:
        """Count one answer."""
        first = CLASSES.index(kind) * SLOTS
        bucket = first + STATUS_COUNT + _bucket_of(seconds)
        with self._alone():
            if 0 <= status - FIRST_STATUS < STATUS_COUNT:
                self._increase(first + status - FIRST_STATUS, 1.0)
            self._increase(bucket, 1.0)
            self._increase(first + SLOTS - 1, seconds)

    def read(self) -> list[float]:
        """Return all values, as they were at one moment."""
        with self._alone():
            return [value for (value,) in VALUE.iter_unpack(self._values[:])]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # A lock of the file excludes other processes, not other threads.
        with self._turn:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _increase(self, slot: int, by: float) -> None:
        place = slot * VALUE.size
        (value,) = VALUE.unpack_from(self._values, place)
        VALUE.pack_into(self._values, place, value + by)


def _bucket_of(seconds: float) -> int:
    for number, bound in enumerate(BUCKETS):
        if seconds <= bound:
            return number
    return len(BUCKETS)


_counts: RequestCounts | None = None
_opening = threading.Lock()


def shared_counts() -> RequestCounts:
    """Return the counts of this installation."""
    global _counts
    path = Path(settings.VAR_DIR) / FILE
    with _opening:
        if _counts is None or _counts.path != path:
            before, _counts = _counts, None
            if before is not None:
                before.close()
            _counts = RequestCounts(path)
        return _counts


def count_request(path: str, status: int, seconds: float) -> None:
    """Count one answer; if the file cannot be opened, only the count is lost,
    and /metrics says so.
    """
    with suppress(OSError):
        shared_counts().add(class_of(path), status, seconds)


def request_metrics() -> list[Metric]:
    """Return the counts of requests and how long they took."""
    values = shared_counts().read()
    totals: list[Sample] = []
    parts: list[Sample] = []
    for number, kind in enumerate(CLASSES):
        own = values[number * SLOTS : (number + 1) * SLOTS]
        for offset in range(STATUS_COUNT):
            if own[offset]:
                status = str(FIRST_STATUS + offset)
                labels = {"class": kind, "status": status}
                totals.append(Sample(own[offset], labels))
        parts += _histogram(kind, own[STATUS_COUNT:])
    return [
        Metric(
            "kocops_requests_total",
            "counter",
            "Answers by class of request and status, of all processes here.",
            totals,
        ),
        Metric(
            "kocops_request_duration_seconds",
            "histogram",
            "How long answers took, by class of request.",
            parts,
        ),
    ]


def _histogram(kind: str, values: list[float]) -> Iterator[Sample]:
    *counts, seconds = values
    total = 0.0
    for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
        total += count
        yield Sample(total, {"class": kind, "le": str(bound)}, "_bucket")
    yield Sample(seconds, {"class": kind}, "_sum")
    yield Sample(total, {"class": kind}, "_count")
