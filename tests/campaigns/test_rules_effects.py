"""Estimates against the definition, their intervals, and when nothing is said."""

import numpy as np
import pytest

from campaigns.rules.effects import (
    Groups,
    difference_of_means,
    effect_of_comparison,
    effect_of_draw,
    quantile_of_t,
    smallest_visible,
    verdict_of,
)

RANDOM = np.random.default_rng


def groups(
    *,
    gain: float = 0.0,
    trend: float = 0.0,
    size: int = 80,
    seed: int = 1,
) -> Groups:
    """Two groups of members with habits of their own."""
    random = RANDOM(seed)
    found = []
    for is_audience in (True, False):
        habit = random.gamma(2.0, 1.5, size)
        windows = []
        for step in range(3):
            added = gain * (step == 2) + trend * step
            rate = habit + (added if is_audience else 0.0)
            windows.append(random.poisson(rate).astype(float))
        found += [windows[2], windows[1], windows[0]]
    return Groups(*found)


@pytest.mark.parametrize(
    ("freedom", "bound"), [(10, 2.228), (38, 2.024), (200, 1.972)]
)
def test_bounds_of_t(freedom: float, bound: float) -> None:
    assert quantile_of_t(freedom) == pytest.approx(bound, abs=0.003)


def test_welch_by_hand() -> None:
    one = np.array([1.0, 2.0, 3.0, 4.0])
    other = np.array([0.0, 0.0, 1.0, 1.0])
    found = difference_of_means(one, other)
    assert found.difference == 2.0
    # √(1.6667/4 + 0.3333/4)
    assert found.error == pytest.approx(0.7071, abs=1e-4)
    assert found.low == pytest.approx(0.12, abs=0.1)


def test_own_past_narrows_a_draw() -> None:
    both = groups(gain=1.0)
    plain = difference_of_means(both.now, both.control_now)
    adjusted = effect_of_draw(both)
    assert adjusted.error < plain.error
    assert adjusted.saved == pytest.approx(
        1 - (adjusted.error / plain.error) ** 2
    )


def test_a_past_that_says_nothing_changes_nothing() -> None:
    both = groups(gain=1.0)
    still = both._replace(
        past=np.zeros(80),
        control_past=np.zeros(80),
    )
    plain = difference_of_means(still.now, still.control_now)
    assert effect_of_draw(still) == plain


def test_comparison_takes_own_past_away() -> None:
    """Groups at different levels that change alike show no effect."""
    both = groups(gain=0.0)
    lifted = both._replace(now=both.now + 5, past=both.past + 5)
    expected = effect_of_comparison(both).difference
    assert effect_of_comparison(lifted).difference == pytest.approx(expected)


@pytest.mark.parametrize("is_draw", [True, False])
def test_a_large_gain_is_seen(is_draw: bool) -> None:
    verdict = verdict_of(groups(gain=3.0, size=200, seed=3), is_draw=is_draw)
    assert verdict.code == "seen"
    assert verdict.estimate is not None
    assert verdict.estimate.low < 3.0 < verdict.estimate.high


def test_groups_that_drift_apart_give_no_effect() -> None:
    verdict = verdict_of(groups(trend=2.0, size=200), is_draw=False)
    assert verdict.code == "trend"
    assert verdict.estimate is None
    assert verdict.earlier is not None
    assert verdict.earlier.is_seen


def test_small_groups_say_nothing() -> None:
    both = groups(size=19)
    assert verdict_of(both, is_draw=True).code == "too_few"
    assert smallest_visible(both, is_draw=True) is None


def test_nobody_differs() -> None:
    zeros = np.zeros(30)
    both = Groups(zeros, zeros, zeros, zeros, zeros, zeros)
    assert verdict_of(both, is_draw=True).code == "no_spread"
    assert verdict_of(both, is_draw=False).code == "no_spread"
    assert smallest_visible(both, is_draw=False) is None


def test_smaller_groups_see_less() -> None:
    large = smallest_visible(groups(size=400), is_draw=True)
    small = smallest_visible(groups(size=50), is_draw=True)
    assert large is not None
    assert small is not None
    assert 2 < small / large < 4, "about the root of eight"
