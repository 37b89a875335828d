"""Which past crises a present issue resembles, and what differs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from alerts.labels import facet_title
from alerts.models import Issue, IssueReport
from alerts.rules.facet_counts import Counts, most_named
from alerts.rules.facets import FACET_FIELDS
from alerts.rules.likeness import add_words
from immunity.labels import facet_words
from immunity.models import CrisisCase
from immunity.rules.resemblance import (
    Profile,
    Resemblance,
    make_profile,
    most_alike,
)

READ_REPORTS = 60
MAX_CASES = 2_000


class Remembered(NamedTuple):
    """A case file that a present issue resembles: what both have, and what
    differs, in words.
    """

    case: Any
    alike: list[tuple[str, str]]
    differs: list[tuple[str, str, str]]
    words_per_cent: int


class Memory(NamedTuple):
    """What is remembered of an issue, and among how many case files."""

    found: list[Remembered]
    cases: int


def remember(issue: Issue) -> Memory:
    """Return the past crises that an issue resembles most; none if nothing is
    alike.
    """
    cases = CrisisCase.objects.exclude(issue=issue).select_related("issue")
    rows = {case.issue_id: case for case in cases[:MAX_CASES]}
    if not rows:
        return Memory([], 0)
    past = [case.issue for case in rows.values()]
    profiles = read_profiles([issue, *past])
    own = profiles.pop(issue.pk)
    found = []
    for number, likeness in most_alike(own, sorted(profiles.items())):
        found.append(_in_words(rows[number], likeness))
    return Memory(found, len(rows))


def read_profiles(issues: Iterable[Issue]) -> dict[int, Profile]:
    """Return what is compared of each issue, with one query for all."""
    by_key = {issue.pk: issue for issue in issues}
    words: dict[int, list[dict[str, int]]] = {key: [] for key in by_key}
    faults: dict[int, Counter[str]] = {key: Counter() for key in by_key}
    rows = IssueReport.objects.visible().filter(issue__in=by_key)
    columns = ("issue_id", "words", "fault")
    for key, said, fault in rows.order_by("-posted_at").values_list(*columns):
        if fault:
            faults[key][fault] += 1
        if len(words[key]) < READ_REPORTS:
            words[key].append(said)
    profiles = {}
    for key, issue in by_key.items():
        facets: dict[str, Counts] = {}
        for field in FACET_FIELDS:
            facets[field] = getattr(issue, field)
        facets["faults"] = most_named(faults[key])
        profiles[key] = make_profile(facets, add_words(words[key]))
    return profiles


def _in_words(case: Any, likeness: Resemblance) -> Remembered:
    alike = []
    for field, names in likeness.shared.items():
        alike.append((facet_title(field), facet_words(names)))
    differs = []
    fields = dict.fromkeys([*likeness.only_present, *likeness.only_past])
    for field in fields:
        now = facet_words(likeness.only_present.get(field, ()))
        then = facet_words(likeness.only_past.get(field, ()))
        differs.append((facet_title(field), now, then))
    return Remembered(case, alike, differs, round(100 * likeness.words))
