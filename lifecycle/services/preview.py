"""Who would change state if thresholds were others: the whole past walked again, nothing stored."""

from typing import Any, NamedTuple

import numpy as np

from lifecycle.models import DormancyState
from lifecycle.rules.paths import Rules, walk
from lifecycle.rules.states import Thresholds, new_machine
from lifecycle.services.community_past import CommunityPast, read_community_past
from lifecycle.services.policies import policy_in_force, rules_of
from members.models import Member

SHOWN_MEMBERS = 20


class Preview(NamedTuple):
    """moves: (from, to, members) that differ · shown: some of these members with both states · looked_at, total."""

    moves: list[tuple[str, str, int]]
    shown: list[dict[str, Any]]
    changed: int
    looked_at: int
    total: int


def preview_thresholds(limits: Thresholds) -> Preview:
    """Return what the next night would decide differently under these thresholds. Errors: ReaderError."""
    past = read_community_past()
    stored = DormancyState.objects.of_generation(past.published.generation)
    before = dict(stored.values_list("member_id", "state"))
    after = _states_under(past, limits)
    labels = dict(DormancyState.State.choices)
    pairs = [(before[pk], state, pk) for pk, state in zip(past.member.tolist(), after, strict=True)]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    counts: dict[tuple[int, int], int] = {}
    for old, new, _pk in changed:
        counts[(old, new)] = counts.get((old, new), 0) + 1
    names = Member.objects.in_bulk([pk for _old, _new, pk in changed[:SHOWN_MEMBERS]])
    return Preview(
        [(str(labels[old]), str(labels[new]), count) for (old, new), count in sorted(counts.items())],
        [
            {"member": names[pk], "before": labels[old], "after": labels[new]}
            for old, new, pk in changed[:SHOWN_MEMBERS]
        ],
        len(changed),
        len(past.member),
        past.total,
    )


def _states_under(past: CommunityPast, limits: Thresholds) -> list[int]:
    rules = Rules(rules_of(policy_in_force()).card, limits, 0)
    count, last_row = len(past.member), len(past.histories.bits) - 1
    machine = new_machine(count)
    if count:
        machine, _spells = walk(
            past.histories,
            machine,
            first_row=max(int(np.min(past.histories.first_week)), 0),
            last_row=last_row,
            row_zero_week=past.row_zero_week,
            rules=rules,
        )
    return [int(state) for state in machine.state]
