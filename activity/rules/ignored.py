"""Rows of kinds that the mapping leaves out: counted by kind, not kept."""

from collections import Counter
from collections.abc import Mapping

from common.rules.rows import RejectedDraft

IGNORED_KIND = "ignored_kind"
# A mapping may leave out any number of kinds; the last counts the others.
MAX_KINDS = 100
OTHER_KINDS = "…"


def ignored_kind_of(draft: RejectedDraft) -> str | None:
    """Return the kind for which a row is left out, None if the row is wrong.

    A row of such a kind needs no mending, whatever else is wrong with it.
    """
    for fault in draft.faults:
        if fault.code == IGNORED_KIND:
            return fault.as_texts()["value"]
    return None


def add_kinds(
    counted: Mapping[str, int],
    more: Counter[str],
) -> dict[str, int]:
    """Return the counts by kind with more of them added."""
    total = dict(counted)
    for kind, count in more.items():
        is_named = kind in total or len(total) < MAX_KINDS
        name = kind if is_named else OTHER_KINDS
        total[name] = total.get(name, 0) + count
    return total
