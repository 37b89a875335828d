"""Who would change state under other thresholds: a replay of the whole past
that stores nothing.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np

from lifecycle.models import DormancyState
from lifecycle.rules.spells import Rules, replay_weeks
from lifecycle.rules.states import Thresholds, new_state_memory
from lifecycle.selectors.community_past import (
    CommunityPast,
    read_community_past,
)
from lifecycle.selectors.policies import policy_in_force, rules_of
from members.models import Member

SHOWN_MEMBERS = 20


class MemberMove(NamedTuple):
    """A member whose state would change, with the labels of both states."""

    member: Member
    before: str
    after: str


class StatePreview(NamedTuple):
    """What other thresholds would change.

    moves: labels of both states, and how many members · shown: some of these
    members · changed: how many members · looked_at: of how many, a sample of
    total.
    """

    moves: list[tuple[str, str, int]]
    shown: list[MemberMove]
    changed: int
    looked_at: int
    total: int


def preview_thresholds(limits: Thresholds) -> StatePreview:
    """Return what the next night would decide differently under these
    thresholds. Errors: Conflict before the first night.
    """
    past = read_community_past()
    stored = DormancyState.objects.of_generation(past.published.generation)
    before = dict(stored.values_list("member_id", "state"))
    after = _states_under(past, limits)
    changed = []
    for pk, state in zip(past.member.tolist(), after, strict=True):
        if state != before[pk]:
            changed.append((pk, before[pk], state))
    return StatePreview(
        moves=_count_moves(changed),
        shown=_shown_members(changed[:SHOWN_MEMBERS]),
        changed=len(changed),
        looked_at=len(past.member),
        total=past.total,
    )


def _label(state: int) -> str:
    """Return what a state is called."""
    return str(DormancyState.State(state).label)


def _count_moves(
    changed: list[tuple[int, int, int]],
) -> list[tuple[str, str, int]]:
    counts = Counter((before, after) for _pk, before, after in changed)
    moves = []
    for (before, after), count in sorted(counts.items()):
        moves.append((_label(before), _label(after), count))
    return moves


def _shown_members(changed: list[tuple[int, int, int]]) -> list[MemberMove]:
    members = Member.objects.in_bulk([pk for pk, _before, _after in changed])
    found: list[MemberMove] = []
    for pk, before, after in changed:
        found.append(MemberMove(members[pk], _label(before), _label(after)))
    return found


def _states_under(past: CommunityPast, limits: Thresholds) -> list[int]:
    rules = Rules(rules_of(policy_in_force()).card, limits, 0)
    if not len(past.member):
        return []
    state_memory, _spells = replay_weeks(
        past.histories,
        new_state_memory(len(past.member)),
        first_row=max(int(np.min(past.histories.first_week)), 0),
        last_row=len(past.histories.bits) - 1,
        row_zero_week=past.row_zero_week,
        rules=rules,
    )
    found: list[int] = []
    for state in state_memory.state:
        found.append(int(state))
    return found
