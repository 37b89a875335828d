"""Whether two issues are about one matter, which raises only one alert."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from alerts.rules.likeness import (
    MAX_COMPARED,
    SAME_MATTER_BY_WORDS,
    SAME_MATTER_OTHERWISE,
    SAME_MATTER_WITH_FAULT,
    Words,
    add_words,
    cosine,
)
from alerts.rules.reports import WINDOW, FaultReport, most_frequent

# An issue whose matter has raised an alert so recently raises none.
SPOKEN = timedelta(days=60)


class Matter(NamedTuple):
    """What an issue is about: its leading fault and model (empty: none is
    known), and the words of its owners.
    """

    fault: str
    model: str
    words: Words


def describe_matter(
    reports: Iterable[FaultReport],
    *,
    until: datetime,
) -> Matter:
    """Return what these reports are about in the window that ends at `until`."""
    begins = until - WINDOW
    faults: Counter[str] = Counter()
    models: Counter[str] = Counter()
    texts = []
    for one in reports:
        if begins <= one.report.at <= until and one.report.names_fault:
            faults[one.fault] += 1
            models[one.model] += 1
            texts.append(one.words)
    return Matter(
        fault=most_frequent(faults) if faults else "",
        model=most_frequent(models) if models else "",
        words=add_words(texts[:MAX_COMPARED]),
    )


def are_one_matter(one: Matter, other: Matter) -> bool:
    """Return whether two issues are about the same matter: of one model and
    one part, as far as they are known, and in words that are alike.
    """
    if _differ(one.model, other.model):
        return False
    if _differ(_part_of(one.fault), _part_of(other.fault)):
        return False
    bound = SAME_MATTER_OTHERWISE
    if one.fault == other.fault:
        bound = SAME_MATTER_WITH_FAULT if one.fault else SAME_MATTER_BY_WORDS
    return cosine(one.words, other.words) >= bound


def _differ(one: str, other: str) -> bool:
    return bool(one) and bool(other) and one != other


def _part_of(fault: str) -> str:
    return fault.partition("|")[0]
