"""The protocol judges what was known against what came after, and nothing else."""

import numpy as np

from lifecycle.rules.backtest import (
    Log,
    Protocol,
    cutoff_weeks,
    evaluated_rows,
    log_histories,
    rows_known_before,
)
from lifecycle.rules.states import Thresholds

LIMITS = Thresholds()


def weekly_log(weeks: int, silent_from: int) -> Log:
    """Member 0 comes every Monday, member 1 until he falls silent, member 2 came once."""
    day = (
        [7 * w for w in range(weeks)]
        + [7 * w for w in range(silent_from)]
        + [3]
    )
    member = [0] * weeks + [1] * silent_from + [2]
    return Log(
        np.array(member),
        np.array(day),
        np.zeros(len(day), dtype=bool),
        3,
    )


def test_cutoffs_lie_over_the_last_part_and_leave_room_for_the_outcome() -> (
    None
):
    earlier, test = cutoff_weeks(100, Protocol())
    assert test.tolist() == list(range(60, 93, 4))
    assert earlier.max() == 56
    assert cutoff_weeks(5, Protocol())[1].tolist() == []


def test_outcomes_are_of_the_weeks_after_the_cutoff() -> None:
    histories = log_histories(weekly_log(60, 40), first_day=0)
    rows = evaluated_rows(histories, np.array([32, 36, 40, 44]), 8, LIMITS)
    said = {
        (int(m), int(c)): bool(s)
        for m, c, s in zip(rows.member, rows.cutoff, rows.silent, strict=True)
    }
    assert said == {
        (0, 32): False, (0, 36): False, (0, 40): False, (0, 44): False,
        (1, 32): False, (1, 36): False, (1, 40): True, (1, 44): True,
    }  # fmt: skip


def test_what_comes_after_a_cutoff_does_not_show_in_its_values() -> None:
    long = evaluated_rows(
        log_histories(weekly_log(60, 40), first_day=0),
        np.array([30]),
        8,
        LIMITS,
    )
    short = evaluated_rows(
        log_histories(weekly_log(45, 33), first_day=0),
        np.array([30]),
        8,
        LIMITS,
    )
    assert (long.values == short.values).all()


def test_only_rows_whose_outcome_was_known_before_the_test_are_fitted_on() -> (
    None
):
    rows = evaluated_rows(
        log_histories(weekly_log(60, 40), first_day=0),
        np.array([20, 24, 28]),
        8,
        LIMITS,
    )
    assert set(rows.cutoff[rows_known_before(rows, 32, 8)].tolist()) == {
        20,
        24,
    }


def test_a_log_without_a_known_member_has_no_rows() -> None:
    log = Log(np.array([0]), np.array([0]), np.zeros(1, dtype=bool), 1)
    assert (
        len(
            evaluated_rows(
                log_histories(log, first_day=0),
                np.array([1, 2]),
                8,
                LIMITS,
            ).member,
        )
        == 0
    )
