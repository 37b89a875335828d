"""A card refitted each month knows, at every cut-off, only outcomes that were known by then."""

import numpy as np
import pytest

from lifecycle.rules.backtest import (
    Log,
    Protocol,
    Rows,
    cutoff_weeks,
    evaluated_rows,
    log_histories,
)
from lifecycle.rules.evaluation import evaluate_histories, monthly_scores
from lifecycle.rules.states import Thresholds
from lifecycle.selectors.scorecards import shipped_scorecard

PROTOCOL, LIMITS = Protocol(), Thresholds()


@pytest.fixture(scope="module")
def histories():
    """200 members over 100 weeks, each with a rhythm of his own; from week 60
    on they leave more often.
    """
    random = np.random.default_rng(4)
    member, day = [], []
    for number in range(200):
        chance, week = random.uniform(0.2, 0.9), 0
        while week < 100 and random.random() > (0.05 if week >= 60 else 0.002):
            if random.random() < chance:
                member.append(number)
                day.append(7 * week + int(random.integers(0, 7)))
            week += 1
    log = Log(
        np.array(member),
        np.array(day),
        np.zeros(len(day), dtype=bool),
        200,
    )
    return log_histories(log, first_day=0)


def rows_of(histories) -> tuple[Rows, Rows]:
    earlier, test = cutoff_weeks(len(histories.bits), PROTOCOL)
    return evaluated_rows(histories, earlier, 8, LIMITS), evaluated_rows(
        histories,
        test,
        8,
        LIMITS,
    )


def test_outcomes_of_later_weeks_do_not_show_in_a_months_scores(
    histories,
) -> None:
    past, test = rows_of(histories)
    told = monthly_scores(past, test, shipped_scorecard(), PROTOCOL)
    for cutoff in np.unique(test.cutoff)[1:].tolist():
        unknown = test.cutoff + 8 > cutoff
        changed = test._replace(
            silent=np.where(unknown, ~test.silent, test.silent),
        )
        now = test.cutoff == cutoff
        assert (
            monthly_scores(past, changed, shipped_scorecard(), PROTOCOL)[now]
            == told[now]
        ).all()


def test_refitted_each_month_it_follows_a_community_that_changes(
    histories,
) -> None:
    judged = evaluate_histories(
        histories,
        card=shipped_scorecard(),
        limits=LIMITS,
        protocol=PROTOCOL,
    )
    assert judged.refitted and judged.monthly
    assert (
        judged.monthly["calibration_error"]
        < judged.refitted["calibration_error"]
    )
    assert (
        judged.monthly["rows"]
        == judged.refitted["rows"]
        == judged.figures["rows"]
    )


def test_where_the_past_is_too_short_nothing_is_called_refitted(
    histories,
) -> None:
    past, test = rows_of(histories)
    few = past.where(np.arange(len(past.silent)) < 5)
    first = test.where(test.cutoff == test.cutoff.min())
    assert monthly_scores(few, first, shipped_scorecard(), PROTOCOL) is None
