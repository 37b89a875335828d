"""States do not flicker: thresholds, dwell, silence in every dimension, and
the same by walking or going on.
"""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifecycle.rules.histories import Histories
from lifecycle.rules.spells import (
    Rules,
    count_flows,
    replay_weeks,
    states_by_week,
)
from lifecycle.rules.states import (
    State,
    StateMemory,
    Thresholds,
    Week,
    is_browsing_only,
    new_state_memory,
    next_week,
    weeks_not_counted,
)
from lifecycle.selectors.scorecards import shipped_scorecard

LIMITS = Thresholds()
RULES = Rules(shipped_scorecard(), LIMITS, 1)


def machine_of(state: State, since: int = 0) -> StateMemory:
    before = new_state_memory(1)
    before.state[:], before.since[:] = state, since
    return before


def weeks(
    before: StateMemory,
    scores: list[float],
    *,
    silence: int = 40,
    first: int = 1,
    known: bool = True,
) -> list[State]:
    """Return the states after weeks with these scores."""
    seen = []
    for number, score in enumerate(scores, start=first):
        enough = np.array([60 if known else 1])
        before = next_week(
            before,
            Week(np.array([score]), np.array([silence]), enough, enough),
            number,
            LIMITS,
        )
        seen.append(State(int(before.state[0])))
    return seen


def test_one_high_week_changes_nothing_two_do() -> None:
    assert weeks(machine_of(State.ACTIVE), [0.5], first=20) == [State.ACTIVE]
    assert (
        weeks(machine_of(State.ACTIVE), [0.5, 0.1, 0.5], first=20)
        == [State.ACTIVE] * 3
    )
    assert weeks(machine_of(State.ACTIVE), [0.5, 0.5], first=20) == [
        State.ACTIVE,
        State.COOLING,
    ]


def test_a_state_lasts_longer_than_its_dwell() -> None:
    seen = weeks(machine_of(State.COOLING, since=0), [0.05] * 10)
    assert seen == [State.COOLING] * LIMITS.dwell_weeks + [State.ACTIVE] * (
        10 - LIMITS.dwell_weeks
    )


def test_nobody_seen_lately_is_called_dormant_whatever_the_score() -> None:
    assert State.DORMANT not in weeks(
        machine_of(State.COOLING),
        [0.99] * 12,
        silence=LIMITS.silent_days - 1,
    )
    assert (
        weeks(
            machine_of(State.COOLING),
            [0.99] * 3,
            silence=LIMITS.silent_days,
        )[-1]
        == State.DORMANT
    )


def test_a_dormant_member_who_is_seen_is_back_at_once() -> None:
    assert weeks(machine_of(State.DORMANT), [0.95], silence=3) == [
        State.RETURNED,
    ]
    assert weeks(machine_of(State.DORMANT), [0.95], silence=30) == [
        State.DORMANT,
    ]


def test_between_the_thresholds_everything_stays() -> None:
    for state in (State.ACTIVE, State.COOLING, State.DORMANT, State.RETURNED):
        assert set(weeks(machine_of(state), [0.2] * 20)) == {state}


def test_too_little_history_is_an_answer() -> None:
    assert (
        weeks(new_state_memory(1), [0.9] * 4, known=False)
        == [State.UNKNOWN] * 4
    )
    assert weeks(new_state_memory(1), [0.05])[-1] == State.ACTIVE
    assert (
        weeks(new_state_memory(1), [0.9, 0.9], known=False)[-1]
        == State.UNKNOWN
    )


def test_browsing_only_is_for_those_who_read_and_are_not_dormant() -> None:
    score = np.array([0.9, 0.9, 0.9, 0.1])
    present = np.array([3, 40, 3, 3])
    state = np.array(
        [State.ACTIVE, State.ACTIVE, State.DORMANT, State.ACTIVE],
        dtype=np.uint8,
    )
    assert is_browsing_only(score, present, state, LIMITS).tolist() == [
        True,
        False,
        False,
        False,
    ]


@st.composite
def communities(draw) -> tuple[np.ndarray, np.ndarray]:
    members = draw(st.integers(1, 6))
    seed = draw(st.integers(0, 10_000))
    random = np.random.default_rng(seed)
    level = random.uniform(0, 0.6, members)
    bits = np.where(
        random.random((90, members)) < level,
        random.integers(1, 128, (90, members)),
        0,
    ).astype(np.uint8)
    for member in range(members):
        start, length = random.integers(0, 80), random.integers(0, 40)
        bits[start : start + length, member] = 0
    first = np.where(bits.any(axis=0), np.argmax(bits > 0, axis=0), 90)
    return bits, first


@settings(max_examples=40, deadline=None)
@given(community=communities(), cuts=st.lists(st.integers(1, 88), max_size=4))
def test_going_on_gives_what_walking_all_weeks_gives(community, cuts) -> None:
    histories = Histories(*community)
    count = histories.bits.shape[1]
    whole, spells = replay_weeks(
        histories,
        new_state_memory(count),
        first_row=0,
        last_row=89,
        row_zero_week=0,
        rules=RULES,
    )
    state_memory, states = new_state_memory(count), []
    for first, last in zip(
        [0, *[c + 1 for c in sorted(set(cuts))]],
        [*sorted(set(cuts)), 89],
        strict=True,
    ):
        state_memory, begun = replay_weeks(
            histories,
            state_memory,
            first_row=first,
            last_row=last,
            row_zero_week=0,
            rules=RULES,
        )
        states.append(begun)
    for one, other in zip(whole, state_memory, strict=True):
        assert (one == other).all()
    assert sum(len(part.owner) for part in states) == len(spells.owner)


@settings(max_examples=40, deadline=None)
@given(community=communities())
def test_no_change_is_undone_within_eight_weeks_but_by_being_seen_again(
    community,
) -> None:
    histories = Histories(*community)
    count = histories.bits.shape[1]
    _machine, spells = replay_weeks(
        histories,
        new_state_memory(count),
        first_row=0,
        last_row=89,
        row_zero_week=0,
        rules=RULES,
    )
    for member in range(count):
        mine = spells.records[spells.owner == member]
        for before, after in itertools.pairwise(mine):
            pair = (State(int(before["state"])), State(int(after["state"])))
            if pair not in (
                (State.COOLING, State.DORMANT),
                (State.DORMANT, State.RETURNED),
            ):
                assert after["week"] - before["week"] > LIMITS.dwell_weeks


def test_flows_count_everybody_once_a_week() -> None:
    states = np.array([[1, 1, 2], [1, 2, 3]], dtype=np.uint8)
    flows = count_flows(states)
    assert flows.shape == (1, 5, 5)
    assert flows.sum() == 3
    assert flows[0, 1, 1] == flows[0, 1, 2] == flows[0, 2, 3] == 1


def test_states_by_week_remember_what_began_before() -> None:
    bits = np.full((40, 1), 3, np.uint8)
    histories = Histories(bits, np.zeros(1, int))
    _machine, spells = replay_weeks(
        histories,
        new_state_memory(1),
        first_row=0,
        last_row=39,
        row_zero_week=100,
        rules=RULES,
    )
    assert (
        states_by_week(spells, 1, np.arange(130, 140))[:, 0].tolist()
        == [State.ACTIVE] * 10
    )


@pytest.mark.parametrize(
    "limits",
    [
        Thresholds(dormant=0.4),
        Thresholds(dwell_weeks=0),
        Thresholds(silent_days=1),
    ],
)
def test_any_thresholds_give_states(limits) -> None:
    bits = np.zeros((60, 1), np.uint8)
    bits[:30] = 5
    histories = Histories(bits, np.zeros(1, int))
    rules = Rules(shipped_scorecard(), limits, 1)
    state_memory, _spells = replay_weeks(
        histories,
        new_state_memory(1),
        first_row=0,
        last_row=59,
        row_zero_week=0,
        rules=rules,
    )
    assert state_memory.state[0] == State.DORMANT


@settings(max_examples=40, deadline=None)
@given(community=communities(), last=st.integers(5, 89))
def test_a_member_alone_is_remembered_as_among_others(community, last) -> None:
    bits, first = community
    together = Histories(bits, first)
    whole, _spells = replay_weeks(
        together,
        new_state_memory(len(first)),
        first_row=0,
        last_row=last,
        row_zero_week=0,
        rules=RULES,
    )
    for member in range(len(first)):
        begins = min(int(first[member]) + weeks_not_counted(LIMITS), last)
        alone = Histories(bits[:, [member]], first[[member]])
        mine, _begun = replay_weeks(
            alone,
            new_state_memory(1),
            first_row=begins,
            last_row=last,
            row_zero_week=0,
            rules=RULES,
        )
        assert [int(part[member]) for part in whole] == [
            int(part[0]) for part in mine
        ]
