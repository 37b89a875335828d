"""The truth that was planted in the demo community, held against what the nights made of it."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from activity.models import PublishedGeneration
from kocops.demo.people import ARCHETYPES
from kocops.demo.seed import SOURCE
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


def as_table(rows: Iterable[tuple[str, Counter[str], int]]) -> str:
    """Return the comparison as a table in Markdown."""
    names = [state.name.lower() for state in DormancyState.State]
    lines = [f"| planted | {' | '.join(names)} | browsing only |", "| --- " * (len(names) + 2) + "|"]
    for archetype, count, browsing in rows:
        lines.append(f"| {archetype} | {' | '.join(str(count[name]) for name in names)} | {browsing} |")
    return "\n".join(lines)
