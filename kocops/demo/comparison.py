"""The truth that was planted in the demo community, held against what the nights made of it."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from activity.models import PublishedGeneration
from alerts.models import Placement
from kocops.demo.people import ARCHETYPES
from kocops.demo.seed import FORUM, SOURCE, posts_beside
from lifecycle.models import DormancyState
from members.models import MemberIdentity


def states_by_archetype(truth: Path) -> list[tuple[str, Counter[str], int]]:
    """Return for each planted archetype how many members hold which state, and how many only browse."""
    with truth.open(encoding="utf-8", newline="") as file:
        planted = {row["external_id"]: row["archetype"] for row in csv.DictReader(file) if row["kind"] == "person"}
    names = dict(MemberIdentity.objects.filter(platform=SOURCE).values_list("member_id", "external_id"))
    states: dict[str, Counter[str]] = {archetype: Counter() for archetype in ARCHETYPES}
    browsing: Counter[str] = Counter()
    seen = PublishedGeneration.objects.get()
    for row in DormancyState.objects.of_generation(seen.generation):
        archetype = planted.get(names.get(row.member_id, ""))
        if archetype:
            states[archetype][DormancyState.State(row.state).name.lower()] += 1
            browsing[archetype] += row.is_browsing_only
    return [(archetype, count, browsing[archetype]) for archetype, count in states.items()]


def issues_by_fault(truth: Path) -> list[tuple[str, int, int, int, str]]:
    """Return for each planted fault: its posts, those in the issue that holds most of them, other posts in that issue,
    and when that issue raised its alert (empty: never).
    """
    with posts_beside(truth).open(encoding="utf-8", newline="") as file:
        planted = {row["external_id"]: row["fault"] for row in csv.DictReader(file)}
    placements = Placement.objects.filter(post__source__name=FORUM).select_related("issue", "post")
    told: dict[int, Counter[str]] = {}
    issues = {}
    for placement in placements:
        issues[placement.issue_id] = placement.issue
        told.setdefault(placement.issue_id, Counter())[planted[placement.post.external_id]] += 1
    rows = []
    for fault, count in sorted(Counter(name for name in planted.values() if name).items()):
        best = max(told, key=lambda issue: told[issue][fault], default=None)
        if best is None:
            rows.append((fault, count, 0, 0, ""))
            continue
        held, alerted = told[best], issues[best].alerted_at
        rows.append(
            (fault, count, held[fault], sum(held.values()) - held[fault], f"{alerted:%Y-%m-%d}" if alerted else "")
        )
    return rows


def faults_table(rows: Iterable[tuple[str, int, int, int, str]]) -> str:
    """Return the comparison of planted faults as a table in Markdown."""
    lines = ["| planted fault | posts | in one issue | others in it | alert |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def as_table(rows: Iterable[tuple[str, Counter[str], int]]) -> str:
    """Return the comparison as a table in Markdown."""
    names = [state.name.lower() for state in DormancyState.State]
    lines = [f"| planted | {' | '.join(names)} | browsing only |", "| --- " * (len(names) + 2) + "|"]
    for archetype, count, browsing in rows:
        lines.append(f"| {archetype} | {' | '.join(str(count[name]) for name in names)} | {browsing} |")
    return "\n".join(lines)
