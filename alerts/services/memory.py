"""What the clustering knows: rebuilt from its last snapshot, the placements since, and what staff corrected.

A process keeps it between watches under the key that it wrote with its last batch; a batch of another process, or a
correction, writes another key, and the memory is rebuilt.
"""

import json
import uuid
import zlib
from typing import NamedTuple

from alerts.models import IssueCorrection, Placement, WatchState
from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import Settings
from alerts.rules.clustering_state import dump_index, load_index
from alerts.rules.rates import VoiceRates

SNAPSHOT_PLACEMENTS = 20_000


class Memory(NamedTuple):
    """The issues with their terms, and how often what is told."""

    issues: IssueIndex
    rates: VoiceRates


_kept: dict[str, Memory] = {}


def watch_state() -> WatchState:
    """Return the one row that says how far posts were heard."""
    return WatchState.objects.get_or_create(pk=1)[0]


def recall(state: WatchState) -> Memory:
    """Return the memory after the last placement and correction; whoever changes it must keep() or lose it."""
    kept = _kept.pop(state.memory_key, None)
    _kept.clear()
    return kept if kept is not None else _rebuild(state)


def keep(state: WatchState, memory: Memory) -> None:
    """This process goes on from here next time, unless somebody else wrote meanwhile."""
    _kept[state.memory_key] = memory


def mark_changed(state: WatchState) -> None:
    """No memory that a process keeps is valid any more; the row is to be saved with what changed."""
    state.memory_key = uuid.uuid4().hex


def keep_snapshot(state: WatchState, memory: Memory) -> None:
    """The row holds the whole memory, if much has come since the last time; it is to be saved."""
    newest = newest_placement()
    if newest - state.snapshot_through < SNAPSHOT_PLACEMENTS:
        return
    whole = {"index": dump_index(memory.issues), "rates": memory.rates.dump()}
    state.snapshot = zlib.compress(json.dumps(whole, ensure_ascii=False).encode(), level=3)
    state.snapshot_through = newest
    state.snapshot_correction = IssueCorrection.objects.values_list("pk", flat=True).first() or 0


def newest_placement() -> int:
    """Return the id of the last placement, 0 if there is none."""
    return Placement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def correct(index: IssueIndex, correction: IssueCorrection) -> None:
    """The index knows what staff corrected."""
    goes, stays = correction.goes_number, correction.stays_number
    if correction.kind == IssueCorrection.Kind.MERGE:
        index.merge(goes, stays)
        return
    terms = dict(Placement.objects.filter(pk__in=correction.voices).values_list("pk", "terms"))
    index.move(goes, stays, [terms[pk] for pk in correction.voices])
    if correction.kind == IssueCorrection.Kind.SPLIT:
        index.keep_apart(goes, stays)
    elif correction.kind == IssueCorrection.Kind.UNDO:
        undone = correction.undoes
        if undone.kind == IssueCorrection.Kind.MERGE:
            index.keep_apart(goes, stays)
        elif undone.kind == IssueCorrection.Kind.SPLIT:
            index.merge(goes, stays)


def _rebuild(state: WatchState) -> Memory:
    index, rates = _loaded(state)
    corrections = list(IssueCorrection.objects.filter(pk__gt=state.snapshot_correction).order_by("pk"))
    since = Placement.objects.filter(pk__gt=state.snapshot_through).select_related("post").order_by("pk")
    for placement in since.defer("post__text", "post__title", "said", "reasons").iterator():
        while corrections and corrections[0].after_placement < placement.pk:
            correct(index, corrections.pop(0))
        post = placement.post
        day = post.posted_at.toordinal()
        if placement.by_thread:
            index.join(placement.number, day=day)
        else:
            index.place_again(placement.number, placement.terms, [(a, b) for a, b in placement.merges], day=day)
        rates.hear(post.posted_at, post.author_id, fault=placement.fault, model=placement.model_series)
    for correction in corrections:
        correct(index, correction)
    return Memory(index, rates)


def _loaded(state: WatchState) -> Memory:
    settings = Settings()
    if not state.snapshot:
        return Memory(IssueIndex(settings=settings), VoiceRates())
    whole = json.loads(zlib.decompress(bytes(state.snapshot)))
    return Memory(load_index(whole["index"], settings), VoiceRates.load(whole["rates"]))
