"""AUC, gain and rank correlation against counting by hand."""

import numpy as np
import pytest

from roles.research.prediction import difference_within_weeks
from roles.research.statistics import (
    auc,
    gain_over_posts,
    rank_correlation,
    ranks,
)


def test_ranks_share_ties() -> None:
    assert ranks(np.array([5.0, 1.0, 5.0])).tolist() == [2.5, 1.0, 2.5]


def test_auc_counts_pairs_and_ties_as_half() -> None:
    score = np.array([3.0, 1.0, 1.0, 0.0])
    outcome = np.array([True, False, True, False])
    assert auc(score, outcome) == pytest.approx(3.5 / 4)
    assert np.isnan(auc(score, np.ones(4, dtype=bool)))


def test_strength_that_says_all_gains_and_noise_does_not() -> None:
    dice = np.random.default_rng(3)
    member = np.arange(400)
    posts = dice.integers(1, 50, 400).astype(float)
    strength = dice.uniform(0, 100, 400)
    gain = gain_over_posts(member, posts, strength, strength > 60)
    assert gain.both > 0.95
    assert gain.low > 0.2
    noise = gain_over_posts(member, posts, strength, dice.random(400) > 0.7)
    assert noise.low < 0.03


def test_rank_correlation_is_of_ranks() -> None:
    one = np.array([1.0, 2.0, 3.0, 4.0])
    assert rank_correlation(one, one**3) == pytest.approx(1.0)
    assert np.isnan(rank_correlation(one, np.ones(4)))


def test_newcomers_are_compared_within_their_week() -> None:
    week = np.array([1, 1, 1, 1, 2, 2])
    greeted = np.array([True, True, False, False, True, True])
    stayed = np.array([True, True, True, False, False, False])
    assert difference_within_weeks(week, greeted, stayed) == pytest.approx(0.5)
