"""Idle issues are forgotten."""

import json

from alerts.rules.clustering import IssueIndex
from alerts.rules.clustering_settings import Settings
from alerts.rules.clustering_state import dump_index, load_index


def test_small_idle_issues_are_forgotten() -> None:
    index = IssueIndex(settings=Settings(idle_days=10, kept=3))
    for number in range(4):
        index.place(
            {"S5|brakes|noise": 4.0, "S5|brakes": 2.0, "S5|noise": 2.0},
            day=1 + number,
        )
    alone = index.place({"M9|doors|water": 4.0, "雨": 1.0}, day=5).issue
    assert len(index.terms) == 2
    index.place({"C3|key|frozen": 4.0}, day=20)
    assert alone not in index.terms
    assert "M9|doors|water" not in index.where
    assert list(index.size.values()) == [4, 1]
    again = load_index(
        json.loads(json.dumps(dump_index(index))),
        index.settings,
    )
    assert dump_index(again) == dump_index(index)
    index.merge(alone, 1)
    assert dump_index(index) == dump_index(again), (
        "a forgotten issue may be merged by staff"
    )
