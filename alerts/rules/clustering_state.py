"""The whole clustering index as JSON, and back, so that it continues as if
there had been no restart.
"""

from collections.abc import Mapping
from typing import Any

from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import Settings


def dump_index(index: IssueIndex) -> dict[str, Any]:
    """Return everything that an index knows."""
    return {
        "terms": index.terms,
        "size": index.size,
        "mass": index.mass,
        "count": index.count,
        "total": index.total,
        "post_count": index.post_count,
        "next_issue": index.next_issue,
        "last_day": index.last_day,
        "today": index.today,
        "apart": {
            issue: sorted(others) for issue, others in index.apart.items()
        },
        "strongest": index.strongest,
    }


def load_index(state: Mapping[str, Any], settings: Settings) -> IssueIndex:
    """Return the index that dump_index() described."""
    index = IssueIndex(
        settings=settings,
        terms=_by_issue(state["terms"]),
        size=_by_issue(state["size"]),
        mass=_by_issue(state["mass"]),
        count=dict(state["count"]),
        total=state["total"],
        post_count=state["post_count"],
        next_issue=state["next_issue"],
        last_day=_by_issue(state["last_day"]),
        today=state["today"],
        apart={
            issue: set(others)
            for issue, others in _by_issue(state["apart"]).items()
        },
        strongest=_by_issue(state["strongest"]),
    )
    for issue, held in index.terms.items():
        for term, weight in held.items():
            index.where.setdefault(term, {})[issue] = weight
    for issue, kept in index.strongest.items():
        for term, weight in kept.items():
            index.strong_in.setdefault(term, {})[issue] = weight
    for issue, day in index.last_day.items():
        index.active_days.setdefault(day, []).append(issue)
    return index


def _by_issue(held: Mapping[str, Any]) -> dict[int, Any]:
    return {int(issue): value for issue, value in held.items()}
