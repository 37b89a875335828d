"""A finding says how a week stands against the weeks before, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules.findings import (
    LEAST_WEEKS,
    Verdict,
    Wanted,
    meets_target,
    read_finding,
)

USUAL = [8.0, 12.0, 9.0, 11.0, 10.0, 9.0, 12.0]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (13.0, Verdict.HIGHEST),
        (12.0, Verdict.USUAL),
        (8.0, Verdict.USUAL),
        (7.9, Verdict.LOWEST),
        (None, Verdict.NO_DATA),
    ],
)
def test_verdict(value: float | None, verdict: Verdict) -> None:
    finding = read_finding([*USUAL, value], Wanted.MORE)
    assert (finding.verdict, finding.before, finding.weeks) == (
        verdict,
        12.0,
        len(USUAL),
    )


def test_what_is_not_final_is_not_compared() -> None:
    finding = read_finding([*USUAL, 99.0], Wanted.MORE, is_changing=True)
    assert finding.verdict == Verdict.STILL_CHANGING
    assert (finding.tone, finding.stands_out) == ("", False)
    assert (finding.low, finding.high) == (8.0, 12.0)


def test_what_mostly_waits_is_told_from_no_data() -> None:
    waits = read_finding([*USUAL, None], Wanted.FEWER, is_waiting=True)
    assert (waits.verdict, waits.stands_out) == (Verdict.MOSTLY_WAITING, True)
    assert not read_finding([*USUAL, None], Wanted.FEWER).stands_out


def test_few_weeks_say_nothing() -> None:
    few = [1.0] * (LEAST_WEEKS - 1)
    assert read_finding([*few, 99.0], Wanted.MORE).verdict == Verdict.TOO_FEW
    unknown = [None, *few, None, 99.0]
    assert read_finding(unknown, Wanted.MORE).verdict == Verdict.TOO_FEW
    enough = [*few, 1.0, 99.0]
    assert read_finding(enough, Wanted.MORE).verdict == Verdict.HIGHEST


@pytest.mark.parametrize(
    ("wanted", "high", "low"),
    [
        (Wanted.MORE, "better", "worse"),
        (Wanted.FEWER, "worse", "better"),
        (Wanted.EITHER, "", ""),
    ],
)
def test_tone_follows_what_is_wanted(
    wanted: Wanted,
    high: str,
    low: str,
) -> None:
    assert read_finding([*USUAL, 99.0], wanted).tone == high
    assert read_finding([*USUAL, 0.0], wanted).tone == low
    assert read_finding([*USUAL, 10.0], wanted).tone == ""


numbers = st.integers(0, 50).map(float)


@given(
    st.lists(st.none() | numbers, min_size=LEAST_WEEKS, max_size=12),
    numbers,
    st.randoms(use_true_random=False),
)
def test_order_of_earlier_weeks_does_not_matter(
    earlier: list[float | None],
    value: float,
    random: object,
) -> None:
    mixed = list(earlier)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one = read_finding([*earlier, value], Wanted.MORE)
    other = read_finding([*mixed, value], Wanted.MORE)
    assert one.verdict == other.verdict
    assert (one.low, one.high) == (other.low, other.high)
    if one.verdict == Verdict.USUAL:
        assert one.low is not None
        assert one.high is not None
        assert one.low <= value <= one.high


def test_target_is_reached_from_its_side() -> None:
    assert meets_target(10, 10, Wanted.MORE)
    assert not meets_target(9.9, 10, Wanted.MORE)
    assert meets_target(10, 10, Wanted.FEWER)
    assert not meets_target(10.1, 10, Wanted.FEWER)
