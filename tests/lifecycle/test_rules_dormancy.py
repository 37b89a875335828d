"""The scorecard: longer silence never looks better, contributions add up,
equal histories give equal bits.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity.rules.calendar import WINDOW_WEEKS
from lifecycle.rules.deciding import score_tonight
from lifecycle.rules.dormancy import (
    contributions,
    explain,
    factor_values,
    ramps,
    score_contributions,
    score_sums,
)
from lifecycle.rules.factors import FACTORS
from lifecycle.rules.histories import (
    NEVER_SILENCE,
    Histories,
    decay_weights,
    full_weight,
    measure_histories,
    silence_at_end,
    silences,
    sliding_bits,
    sum_histories,
    sums_at_end,
)
from lifecycle.rules.spells import Rules
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.scorecards import shipped_scorecard

CARD = shipped_scorecard()
RULES = Rules(CARD, Thresholds(), 1)
histories = st.lists(
    st.lists(st.integers(0, 127), min_size=20, max_size=20),
    min_size=1,
    max_size=5,
)


def bits_of(members: list[list[int]]) -> np.ndarray:
    return np.array(members, dtype=np.uint8).T.copy()


def tenure_of(bits: np.ndarray) -> np.ndarray:
    return (len(bits) - np.argmax(bits > 0, axis=0)) * bits.any(axis=0)


@given(members=histories)
def test_a_sum_is_the_same_alone_and_among_others(members) -> None:
    bits = bits_of(members)
    together = sum_histories(bits, np.array([12, 19]))
    for number in range(bits.shape[1]):
        alone = sum_histories(
            np.ascontiguousarray(bits[:, [number]]),
            np.array([12, 19]),
        )
        for whole, one in zip(together, alone, strict=True):
            assert (whole[:, [number]] == one).all()


@given(members=histories)
def test_sums_are_what_their_definition_says(members) -> None:
    bits = bits_of(members)
    level_6, _level_20, days_20, year = sum_histories(bits, np.array([19]))
    days = np.array([[int(b).bit_count() for b in row] for row in bits])
    weights = decay_weights(20.0).astype(float)
    for member in range(bits.shape[1]):
        newest_first = days[::-1, member]
        assert days_20[0, member] == pytest.approx(
            (newest_first * weights[:20]).sum(),
            abs=1e-12,
        )
        assert level_6[0, member] == pytest.approx(
            ((newest_first > 0) * decay_weights(6.0)[:20]).sum(),
            abs=1e-5,
        )
        assert year[0, member] == (newest_first > 0).sum()


@given(members=histories)
def test_silence_counts_days_after_the_last_active_one(members) -> None:
    bits = bits_of(members)
    rows = np.arange(5, 20)
    every = silences(bits, rows)
    for member in range(bits.shape[1]):
        for number, row in enumerate(rows):
            active = [
                w * 7 + d
                for w in range(row + 1)
                for d in range(7)
                if bits[w, member] >> d & 1
            ]
            expected = row * 7 + 6 - active[-1] if active else NEVER_SILENCE
            assert every[number, member] == min(expected, NEVER_SILENCE)
    assert (silence_at_end(bits) == every[-1]).all()


@given(
    days=st.lists(st.integers(0, 139), unique=True, max_size=30),
    weekday=st.integers(0, 6),
)
def test_sliding_weeks_hold_the_same_days(days, weekday) -> None:
    calendar = np.zeros((20, 1), dtype=np.uint8)
    for day in days:
        calendar[day // 7, 0] |= 1 << (day % 7)
    sliding = sliding_bits(calendar, weekday)
    end = 19 * 7 + weekday
    for row in range(1, 20):
        first = end - 7 * (19 - row) - 6
        assert [d for d in range(7) if sliding[row, 0] >> d & 1] == [
            d for d in range(7) if first + d in days
        ]


@given(members=histories, extra=st.integers(1, 30))
def test_longer_silence_never_lowers_the_chance(members, extra) -> None:
    bits = bits_of(members)
    quiet = np.concatenate(
        (bits, np.zeros((extra, bits.shape[1]), dtype=np.uint8)),
    )
    longer = np.concatenate(
        (quiet, np.zeros((1, bits.shape[1]), dtype=np.uint8)),
    )
    known = bits.any(axis=0)
    tenure = tenure_of(bits)
    before = contributions(
        factor_values(sums_at_end(quiet, tenure + extra)),
        CARD,
    )
    after = contributions(
        factor_values(sums_at_end(longer, tenure + extra + 1)),
        CARD,
    )
    missed, recent = 0, 2
    assert (after[missed][:, known] >= before[missed][:, known] - 1e-12).all()
    assert (after[recent][:, known] >= before[recent][:, known] - 1e-12).all()


@given(members=histories)
def test_contributions_add_up_to_the_score(members) -> None:
    bits = bits_of(members)
    sums = sums_at_end(bits, tenure_of(bits))
    parts = contributions(factor_values(sums), CARD)
    score = score_contributions(parts, CARD)
    told = explain(parts, CARD).sum(axis=0)
    usual = (
        CARD.calibration_slope * (CARD.intercept + sum(CARD.usual))
        + CARD.calibration_shift
    )
    assert score == pytest.approx(1 / (1 + np.exp(-(usual + told))), abs=1e-6)
    assert ((score >= 0) & (score <= 1)).all()


@given(members=histories)
def test_the_short_way_to_a_score_gives_the_bits_of_the_long_one(
    members,
) -> None:
    bits = bits_of(members)
    sums = sums_at_end(bits, tenure_of(bits))
    assert np.array_equal(
        score_sums(sums, CARD),
        score_contributions(contributions(factor_values(sums), CARD), CARD),
    )


@given(members=histories)
def test_pieces_times_slopes_are_the_contributions(members) -> None:
    bits = bits_of(members)
    values = factor_values(sums_at_end(bits, tenure_of(bits)))[:, 0]
    slopes = np.asarray(CARD.slopes).reshape(-1)
    assert (ramps(values) * slopes).sum(axis=1) == pytest.approx(
        contributions(values, CARD).sum(axis=0),
        abs=1e-9,
    )


def test_every_slope_of_the_shipped_card_has_the_sign_of_its_factor() -> None:
    assert all(
        s * f.sign >= 0
        for f, row in zip(FACTORS, CARD.slopes, strict=True)
        for s in row
    )


@pytest.mark.parametrize(
    "bits",
    [
        np.zeros((157, 3), np.uint8),
        np.full((157, 3), 127, np.uint8),
        np.zeros((157, 0), np.uint8),
    ],
)
def test_nothing_at_all_and_everything_always_get_a_finite_score(bits) -> None:
    tenure = np.where(bits.any(axis=0), WINDOW_WEEKS, 0)
    assert np.isfinite(score_tonight(bits, tenure, RULES)).all()


def test_one_event_yesterday_gets_a_finite_score() -> None:
    bits = np.zeros((157, 1), np.uint8)
    bits[-1] = 64
    score = score_tonight(bits, np.array([1]), RULES)
    assert 0 <= score[0] <= 1


def test_who_falls_silent_against_the_own_rhythm_scores_higher_than_who_was_always_rare() -> (
    None
):
    daily = np.full((60, 1), 127, np.uint8)
    daily[-4:] = 0
    monthly = np.zeros((60, 1), np.uint8)
    monthly[3:-4:4] = 1
    both = np.concatenate((daily, monthly), axis=1)
    missed = factor_values(
        measure_histories(Histories(both, np.zeros(2, int)), np.array([59])),
    )[0, 0]
    assert missed[0] > missed[1]


def test_weights_that_do_not_fade_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        decay_weights(0)
    assert full_weight(20.0)[-1] < 2**8
