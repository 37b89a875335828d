"""The clustering index between runs: rebuilt from its last snapshot, the
reports since, and the corrections of staff.

A process caches it under the key that it wrote with its last batch. A batch of
another process, or a correction, writes another key, and the index is rebuilt.
"""

import json
import uuid
import zlib
from collections import deque
from typing import NamedTuple

from alerts.models import ClassificationState, IssueCorrection, IssueReport
from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import Settings
from alerts.rules.clustering_state import dump_index, load_index
from alerts.rules.rates import ReportRates

CHECKPOINT_REPORTS = 20_000
Kind = IssueCorrection.Kind


class IndexCache(NamedTuple):
    """The issues with their terms, and how often faults are reported."""

    issues: IssueIndex
    rates: ReportRates


# The index of this process by its key; at most one.
_cached: dict[str, IndexCache] = {}


def classification_state() -> ClassificationState:
    """Return the one row that says up to which post reports were classified."""
    return ClassificationState.objects.get_or_create(pk=1)[0]


def load(state: ClassificationState) -> IndexCache:
    """Return the index after the last report and correction. It leaves the
    cache until store() puts it back.
    """
    cached = _cached.pop(state.cache_key, None)
    _cached.clear()
    return cached if cached is not None else _rebuild(state)


def store(state: ClassificationState, index_cache: IndexCache) -> None:
    """Cache the index for the next run, unless somebody else writes meanwhile."""
    _cached[state.cache_key] = index_cache


def invalidate(state: ClassificationState) -> None:
    """Make every cached index invalid; the caller saves the row."""
    state.cache_key = uuid.uuid4().hex


def checkpoint(state: ClassificationState, index_cache: IndexCache) -> None:
    """Put a snapshot of the index into the row, if many reports have come since
    the last one; the caller saves the row.
    """
    newest = newest_report()
    if newest - state.snapshot_through < CHECKPOINT_REPORTS:
        return
    whole = {
        "index": dump_index(index_cache.issues),
        "rates": index_cache.rates.dump(),
    }
    text = json.dumps(whole, ensure_ascii=False)
    last = IssueCorrection.objects.values_list("pk", flat=True).first()
    state.snapshot = zlib.compress(text.encode(), level=3)
    state.snapshot_through = newest
    state.snapshot_correction = last or 0


def newest_report() -> int:
    """Return the id of the last report, 0 if there is none."""
    newest = IssueReport.objects.order_by("-pk").values_list("pk", flat=True)
    return newest.first() or 0


def correct(index: IssueIndex, correction: IssueCorrection) -> None:
    """Repeat a correction of staff in the index."""
    source = correction.source_number
    target = correction.target_number
    if correction.kind == Kind.MERGE:
        index.merge(source, target)
        return
    moved = IssueReport.objects.filter(pk__in=correction.reports)
    terms = dict(moved.values_list("pk", "terms"))
    index.move(source, target, [terms[pk] for pk in correction.reports])
    undone = None
    if correction.kind == Kind.UNDO:
        undone = correction.undoes.kind
    if correction.kind == Kind.SPLIT or undone == Kind.MERGE:
        index.keep_apart(source, target)
    elif undone == Kind.SPLIT:
        index.merge(source, target)


def _rebuild(state: ClassificationState) -> IndexCache:
    index, rates = _read_snapshot(state)
    corrections = deque(
        IssueCorrection.objects.filter(
            pk__gt=state.snapshot_correction,
        ).order_by("pk"),
    )
    reports = (
        IssueReport.objects.filter(pk__gt=state.snapshot_through)
        .select_related("post")
        .defer("post__text", "post__title", "said", "reasons")
        .order_by("pk")
    )
    for report in reports.iterator():
        while corrections and corrections[0].after_report < report.pk:
            correct(index, corrections.popleft())
        _repeat(report, index)
        rates.add(
            report.post.posted_at,
            report.post.author_id,
            fault=report.fault,
            model=report.model_series,
        )
    for correction in corrections:
        correct(index, correction)
    return IndexCache(index, rates)


def _repeat(report: IssueReport, index: IssueIndex) -> None:
    """Put a report into the index as it was classified."""
    day = report.post.posted_at.toordinal()
    if report.by_thread:
        index.join(report.number, day=day)
    else:
        index.place_again(
            report.number,
            report.terms,
            report.merges,
            day=day,
        )


def _read_snapshot(state: ClassificationState) -> IndexCache:
    settings = Settings()
    if not state.snapshot:
        return IndexCache(IssueIndex(settings=settings), ReportRates())
    whole = json.loads(zlib.decompress(bytes(state.snapshot)))
    return IndexCache(
        load_index(whole["index"], settings),
        ReportRates.load(whole["rates"]),
    )
