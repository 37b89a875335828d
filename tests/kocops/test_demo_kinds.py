"""A new kind of activity, added in a scratch copy, does not break the demo."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from activity.rules.kinds import Dimension
from kocops.demo.behaviour import KIND_WEIGHTS, shares_by_dimension

ROOT = Path(__file__).resolve().parents[2]
KINDS = "activity/rules/kinds.py"
BEHAVIOUR = "kocops/demo/behaviour.py"
NEW_KIND = '    ActivityKind(44, "charging_stop", Dimension.PARTICIPATION),\n'
LAST_KIND = '    ActivityKind(43, "survey", Dimension.PARTICIPATION),\n'
LAST_WEIGHT = '"survey": 1,'
COUNT_KINDS = """
from datetime import date
import numpy as np
from kocops.demo.behaviour import make_events
from kocops.demo.people import make_people
random = np.random.default_rng(7)
first, last = date(2026, 4, 1), date(2026, 5, 31)
people = make_people(members=80, first=first, last=last, random=random)
for event in make_events(people, first=first, last=last, random=random):
    print(event["kind"])
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The modules of which the demo's events are made, with one kind more."""
    for app in ("activity", "kocops"):
        shutil.copytree(
            ROOT / app,
            tmp_path / app,
            ignore=shutil.ignore_patterns("__pycache__", "migrations"),
        )
    _replace(tmp_path / KINDS, LAST_KIND, LAST_KIND + NEW_KIND)
    return tmp_path


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COUNT_KINDS],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def _kinds(done: subprocess.CompletedProcess[str]) -> Counter[str]:
    assert done.returncode == 0, done.stderr
    return Counter(done.stdout.split())


def test_a_new_kind_without_a_weight_never_happens(copy: Path) -> None:
    kinds = _kinds(_run(copy))

    assert kinds["charging_stop"] == 0
    assert set(kinds) == set(KIND_WEIGHTS)


def test_a_new_kind_with_a_weight_happens(copy: Path) -> None:
    more = f'{LAST_WEIGHT} "charging_stop": 50,'
    _replace(copy / BEHAVIOUR, LAST_WEIGHT, more)
    kinds = _kinds(_run(copy))

    assert kinds["charging_stop"] > kinds["event_signup"] + kinds["survey"]
    assert set(kinds) <= {*KIND_WEIGHTS, "charging_stop"}


def test_a_weight_of_an_unknown_kind_is_named(copy: Path) -> None:
    more = f'{LAST_WEIGHT} "charging_stopp": 50,'
    _replace(copy / BEHAVIOUR, LAST_WEIGHT, more)
    done = _run(copy)

    assert done.returncode == 1
    assert "'charging_stopp', which is no kind" in done.stderr


def test_a_kind_that_is_never_counted_has_no_weight() -> None:
    with pytest.raises(ValueError, match="'background_refresh', which is no"):
        shares_by_dimension({**KIND_WEIGHTS, "background_refresh": 1})


def test_every_dimension_needs_a_kind() -> None:
    weights = dict(KIND_WEIGHTS)
    for name in ("login", "view", "search"):
        del weights[name]

    with pytest.raises(ValueError, match="has no kind of PRESENCE"):
        shares_by_dimension(weights)


def test_shares_keep_the_names_and_add_up() -> None:
    shares = shares_by_dimension(KIND_WEIGHTS)

    assert set(shares) == set(Dimension)
    assert shares[Dimension.PRESENCE].names == ["login", "view", "search"]
    for kinds in shares.values():
        assert kinds.shares.sum() == pytest.approx(1)
