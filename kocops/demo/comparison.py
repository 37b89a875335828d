"""Compare the truth planted in the demo community with what the nights found."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from activity.models import PublishedGeneration
from alerts.models import IssueReport
from kocops.demo.people import ARCHETYPES
from kocops.demo.seed import FORUM, SOURCE, posts_beside
from lifecycle.models import DormancyState
from members.models import MemberIdentity


class FoundFault(NamedTuple):
    """A planted fault: its posts, those in the issue that holds most of them,
    other posts in that issue, and when the issue raised its alert (empty:
    never).
    """

    name: str
    posts: int
    found: int = 0
    others: int = 0
    alerted_on: str = ""


def states_by_archetype(truth: Path) -> list[tuple[str, Counter[str], int]]:
    """Return for each planted archetype how many members have which state, and
    how many only browse.
    """
    archetypes = _archetypes_by_member(truth)
    states: dict[str, Counter[str]] = {name: Counter() for name in ARCHETYPES}
    browsing: Counter[str] = Counter()
    seen = PublishedGeneration.objects.get()
    for row in DormancyState.objects.of_generation(seen.generation):
        archetype = archetypes.get(row.member_id)
        if archetype is not None:
            state = DormancyState.State(row.state)
            states[archetype][state.name.lower()] += 1
            browsing[archetype] += row.is_browsing_only
    return [(name, count, browsing[name]) for name, count in states.items()]


def _archetypes_by_member(truth: Path) -> dict[int, str]:
    """Return the planted archetype of each real person, by member id."""
    planted = {}
    for row in _read(truth):
        if row["kind"] == "person":
            planted[row["external_id"]] = row["archetype"]
    identities = MemberIdentity.objects.filter(platform=SOURCE)
    archetypes = {}
    for one in identities.iterator():
        if one.external_id in planted:
            archetypes[one.member_id] = planted[one.external_id]
    return archetypes


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def issues_by_fault(truth: Path) -> list[FoundFault]:
    """Return for each planted fault how the issues found it."""
    planted = {}
    for row in _read(posts_beside(truth)):
        planted[row["external_id"]] = row["fault"]
    reports = IssueReport.objects.filter(post__source__name=FORUM)
    issues = {}
    faults_of: dict[int, Counter[str]] = {}
    for report in reports.select_related("issue", "post"):
        issues[report.issue_id] = report.issue
        faults = faults_of.setdefault(report.issue_id, Counter())
        faults[planted[report.post.external_id]] += 1
    found = []
    for name, posts in sorted(Counter(planted.values()).items()):
        if not name:
            continue
        if not issues:
            found.append(FoundFault(name, posts))
            continue
        best = max(issues, key=lambda pk, name=name: faults_of[pk][name])  # type: ignore[misc]
        faults = faults_of[best]
        alerted_at = issues[best].alerted_at
        fault = FoundFault(
            name=name,
            posts=posts,
            found=faults[name],
            others=faults.total() - faults[name],
            alerted_on=f"{alerted_at:%Y-%m-%d}" if alerted_at else "",
        )
        found.append(fault)
    return found


def faults_table(rows: Iterable[FoundFault]) -> str:
    """Return the comparison of planted faults as a table in Markdown."""
    lines = [
        _line(
            "planted fault", "posts", "in one issue", "others in it", "alert"
        ),
        _line(*["---"] * 5),
    ]
    for row in rows:
        lines.append(_line(*map(str, row)))
    return "\n".join(lines)


def as_table(rows: Iterable[tuple[str, Counter[str], int]]) -> str:
    """Return the comparison as a table in Markdown."""
    names = [state.name.lower() for state in DormancyState.State]
    columns = ["planted", *names, "browsing only"]
    lines = [_line(*columns), _line(*["---"] * len(columns))]
    for archetype, count, browsing in rows:
        numbers = [str(count[name]) for name in names]
        lines.append(_line(archetype, *numbers, str(browsing)))
    return "\n".join(lines)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
