"""The contact gate for many members at once: the same answers as
`gate.decide`, by numpy. A test compares the two.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreach.rules.gate import (
    ALLOWED,
    NEVER,
    REASONS,
    Hours,
    Reason,
    Verdict,
)
from outreach.rules.policy import Limit, Policy, PurposeRule

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
ALLOWED_CODE = -1


@dataclass(frozen=True)
class FactColumns:
    """The facts of many members, a column each; see ContactFacts.

    consent: 1 agreed, 0 withdrawn, -1 never asked · contact_rows,
    contact_times: who was contacted when, as row numbers and moments; the
    same for the channel.
    """

    is_person: Bools
    is_merged: Bools
    consent: NDArray[np.int8]
    stopped_until: Floats
    has_complaint: Bools
    has_question: Bools
    is_dormant: Bools
    is_held_out: Bools
    contact_rows: NDArray[np.int64]
    contact_times: Floats
    channel_rows: NDArray[np.int64]
    channel_times: Floats

    @property
    def count(self) -> int:
        """How many members there are."""
        return len(self.is_person)


@dataclass(frozen=True)
class Verdicts:
    """For each member the number of the first reason in REASONS, ALLOWED_CODE
    for none, and from when no reason holds; see Verdict.
    """

    codes: NDArray[np.int8]
    free_at: Floats

    def counts(self) -> dict[Reason | None, int]:
        """Return how many members have each reason, None: may be written to."""
        found: dict[Reason | None, int] = {}
        codes, numbers = np.unique(self.codes, return_counts=True)
        for code, number in zip(codes, numbers, strict=True):
            reason = None if code == ALLOWED_CODE else REASONS[code]
            found[reason] = int(number)
        return found

    def rows_with(self, reason: Reason | None) -> NDArray[np.int64]:
        """Return the row numbers of the members with a reason."""
        code = ALLOWED_CODE if reason is None else REASONS.index(reason)
        rows: NDArray[np.int64] = np.flatnonzero(self.codes == code)
        return rows


def verdict_of(verdicts: Verdicts, row: int) -> Verdict:
    """Return the verdict of one row as the single decision gives it."""
    code = int(verdicts.codes[row])
    if code == ALLOWED_CODE:
        return ALLOWED
    return Verdict(REASONS[code], float(verdicts.free_at[row]))


def decide_all(
    facts: FactColumns,
    rule: PurposeRule,
    policy: Policy,
    *,
    now: float,
    hours: Hours,
    channel: str,
) -> Verdicts:
    """Return for each member whether they may be written to for a purpose."""
    answers = _Answers(facts.count)
    _note_lasting(answers, facts, rule, now)
    if rule.is_capped:
        _note_caps(answers, facts, policy, now)
    quota = policy.quota_of(channel)
    if quota is not None:
        free_at = free_from(
            facts.channel_rows, facts.channel_times, quota, facts.count
        )
        answers.note(Reason.QUOTA, free_at > now, free_at)
    if rule.keeps_hours and hours.reason is not None:
        everybody = np.ones(facts.count, dtype=bool)
        answers.note(hours.reason, everybody, hours.until)
    answers.note(Reason.HELD_OUT, facts.is_held_out, NEVER)
    return Verdicts(answers.codes, answers.free_at)


class _Answers:
    """Collects reasons in their order: the first one stays, the latest end counts."""

    def __init__(self, count: int) -> None:
        self.codes = np.full(count, ALLOWED_CODE, dtype=np.int8)
        self.free_at = np.zeros(count)

    def note(self, reason: Reason, holds: Bools, until: Any) -> None:
        """Note a reason for the members for whom it holds."""
        is_first = holds & (self.codes == ALLOWED_CODE)
        self.codes[is_first] = REASONS.index(reason)
        later = np.maximum(self.free_at, until)
        self.free_at = np.where(holds, later, self.free_at)


def _note_lasting(
    answers: _Answers,
    facts: FactColumns,
    rule: PurposeRule,
    now: float,
) -> None:
    answers.note(Reason.NOT_A_PERSON, ~facts.is_person, NEVER)
    answers.note(Reason.MERGED, facts.is_merged, NEVER)
    answers.note(Reason.WITHDRAWN, facts.consent == 0, NEVER)
    if rule.needs_consent:
        answers.note(Reason.NO_CONSENT, facts.consent == -1, NEVER)
    is_stopped = facts.stopped_until > now
    answers.note(Reason.STOPPED, is_stopped, facts.stopped_until)
    if rule.waits_for_help:
        answers.note(Reason.COMPLAINT, facts.has_complaint, NEVER)
        answers.note(Reason.QUESTION, facts.has_question, NEVER)
    if rule.spares_dormant:
        answers.note(Reason.DORMANT, facts.is_dormant, NEVER)


def _note_caps(
    answers: _Answers,
    facts: FactColumns,
    policy: Policy,
    now: float,
) -> None:
    """Note who has been contacted as often as the limit of their state allows."""
    groups = (
        (policy.dormant_cap, facts.is_dormant),
        (policy.other_cap, ~facts.is_dormant),
    )
    for cap, members in groups:
        if cap.most == 0:
            answers.note(Reason.CAP_ZERO, members, NEVER)
            continue
        free_at = free_from(
            facts.contact_rows, facts.contact_times, cap, facts.count
        )
        answers.note(Reason.CAP, members & (free_at > now), free_at)


def free_from(
    rows: NDArray[np.int64],
    times: Floats,
    limit: Limit,
    count: int,
) -> Floats:
    """Return for each member from when one more contact fits, as
    gate.free_from does.
    """
    if limit.most == 0:
        return np.full(count, NEVER)
    free_at = np.zeros(count)
    order = np.lexsort((-times, rows))
    ordered_rows, ordered_times = rows[order], times[order]
    starts = np.searchsorted(ordered_rows, np.arange(count), side="left")
    ends = np.searchsorted(ordered_rows, np.arange(count), side="right")
    is_full = ends - starts >= limit.most
    deciding = starts[is_full] + limit.most - 1
    free_at[is_full] = ordered_times[deciding] + limit.seconds
    return free_at
