"""Scores of sheets, worked out by hand."""

import math

import pytest

from insights.rules.sheet_scores import (
    Answered,
    read_answer,
    score_group,
    wilson,
)


def _answers(*, chosen: str, others: str) -> list[Answered]:
    rows = [Answered("g", True, 100, sign == "+") for sign in chosen]
    rows += [Answered("g", False, 900, sign == "+") for sign in others]
    return rows


def test_wilson_interval_of_known_shares() -> None:
    share = wilson(8, 10)
    assert share.value == pytest.approx(0.8)
    assert (share.low, share.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10)[2:] == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10).high == pytest.approx(1.0)
    assert wilson(0, 0)[2:] == (0.0, 1.0)


def test_group_is_scored_by_its_own_rows() -> None:
    rows = _answers(chosen="+++-", others="+---------")
    rows.append(Answered("other", True, 1, False))
    score = score_group("g", rows)
    assert (score.right.part, score.right.whole) == (3, 4)
    assert (score.missed.part, score.missed.whole) == (1, 10)
    # 75 of 100 given are right, and 90 of 900 not given would have been.
    assert score.found == pytest.approx(75 / 165)


@pytest.mark.parametrize(
    ("chosen", "others"),
    [("", "+-"), ("+-", ""), ("--", "--")],
)
def test_what_was_found_is_unknown_without_both_sides(
    chosen: str,
    others: str,
) -> None:
    score = score_group("g", _answers(chosen=chosen, others=others))
    assert math.isnan(score.found)


def test_nothing_is_estimated_from_rows_not_drawn_at_random() -> None:
    rows = [Answered("g", True, 0, True), Answered("g", False, 50, True)]
    assert math.isnan(score_group("g", rows).found)


def test_answers_in_both_languages() -> None:
    assert [read_answer(one) for one in (" Yes", "是", "1", "对")] == [
        True
    ] * 4
    assert [read_answer(one) for one in ("no", "否", "0", "N")] == [False] * 4
    assert read_answer("  ") is None
    with pytest.raises(ValueError, match="perhaps"):
        read_answer("perhaps")
