"""Which past crises a present issue resembles, and what differs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

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
    resemble,
)

READ_REPORTS = 60
MAX_CASES = 2_000
# Of so many the words are read, which takes long.
MAX_READ = 100


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
    alike. Of many, those whose words are read agree best by their facets.
    """
    cases = CrisisCase.objects.exclude(
        Q(issue=issue) | Q(issue__merged_into=issue)
    ).select_related("issue__merged_into")
    rows: dict[int, CrisisCase] = {}
    for case in cases.order_by("-written_at", "-pk")[:MAX_CASES]:
        rows.setdefault(case.present_issue.pk, case)
    if not rows:
        return Memory([], 0)
    past = [case.present_issue for case in rows.values()]
    profiles = read_profiles(_nearest(issue, past))
    own = profiles.pop(issue.pk)
    found = []
    for number, likeness in most_alike(own, sorted(profiles.items())):
        found.append(_in_words(rows[number], likeness))
    return Memory(found, len(rows))


def _nearest(issue: Issue, past: list[Issue]) -> list[Issue]:
    """Return an issue and the past ones that agree best by their facets, the
    newest first where they agree alike, at most MAX_READ of them.
    """
    if len(past) <= MAX_READ:
        return [issue, *past]
    faults = _faults([issue, *past])
    own = make_profile(_facets(issue, faults[issue.pk]), {})
    points = []
    for place, one in enumerate(past):
        other = make_profile(_facets(one, faults[one.pk]), {})
        points.append((-resemble(own, other).points, place))
    chosen = sorted(points)[:MAX_READ]
    return [issue, *(past[place] for _points, place in chosen)]


def read_profiles(issues: Iterable[Issue]) -> dict[int, Profile]:
    """Return what is compared of each issue, with two queries for all."""
    by_key = {issue.pk: issue for issue in issues}
    faults = _faults(by_key.values())
    words: dict[int, list[dict[str, int]]] = {key: [] for key in by_key}
    newest = Window(
        RowNumber(),
        partition_by=F("issue_id"),
        order_by=(F("posted_at").desc(), F("pk").desc()),
    )
    rows = IssueReport.objects.visible().filter(issue__in=by_key)
    read = rows.annotate(place=newest).filter(place__lte=READ_REPORTS)
    for key, said in read.values_list("issue_id", "words"):
        words[key].append(said)
    profiles = {}
    for key, issue in by_key.items():
        facets = _facets(issue, faults[key])
        profiles[key] = make_profile(facets, add_words(words[key]))
    return profiles


def _faults(issues: Iterable[Issue]) -> dict[int, Counter[str]]:
    """Return how often each fault was reported, by issue."""
    found: dict[int, Counter[str]] = {issue.pk: Counter() for issue in issues}
    rows = IssueReport.objects.visible().filter(issue__in=found)
    counted = rows.exclude(fault="").order_by().values("issue_id", "fault")
    for row in counted.annotate(count=Count("pk")):
        found[row["issue_id"]][row["fault"]] = row["count"]
    return found


def _facets(issue: Issue, faults: Counter[str]) -> dict[str, Counts]:
    facets: dict[str, Counts] = {}
    for field in FACET_FIELDS:
        facets[field] = getattr(issue, field)
    facets["faults"] = most_named(faults)
    return facets


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
