"""Who could be written to now, who not and why: counts and rows."""

from dataclasses import dataclass
from typing import Any

from members.models import Member
from outreach.rules.gate import REASONS, Reason
from outreach.rules.policy import Policy
from outreach.selectors.gate import Decision, Gate
from outreach.selectors.gate_facts import MemberFacts

PAGE_SIZE = 50


@dataclass(frozen=True)
class ReasonCount:
    """How many members have a reason; None: may be written to."""

    reason: Reason | None
    count: int


@dataclass(frozen=True)
class GateRow:
    """A member with the answer of the gate."""

    member: Member
    decision: Decision


@dataclass(frozen=True)
class GatePage:
    """The counts of each reason, and one page of the rows of one of them."""

    counts: list[ReasonCount]
    total: int
    allowed: int
    rows: list[GateRow]
    row_count: int
    page: int
    page_count: int


def read_gate_page(
    gate: Gate,
    *,
    purpose: str,
    way: str,
    reason: str,
    page: int,
) -> GatePage:
    """Return who could be written to for a purpose at some hour of the day, and
    the rows of a reason, "" for those who may be written to.
    """
    facts = gate.read(way=way)
    verdicts = gate.ask_all(facts, purpose=purpose, way=way, keeps_hours=False)
    found = verdicts.counts()
    wanted = Reason(reason) if reason else None
    rows = verdicts.rows_with(wanted)
    page_count = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page, 1), page_count)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE].tolist()
    decisions = gate.decisions(facts, verdicts, purpose, shown)
    counts = []
    for one in REASONS:
        if one in found:
            counts.append(ReasonCount(one, found[one]))
    return GatePage(
        counts=counts,
        total=len(facts.ids),
        allowed=found.get(None, 0),
        rows=_with_members(decisions),
        row_count=len(rows),
        page=page,
        page_count=page_count,
    )


def _with_members(decisions: list[Decision]) -> list[GateRow]:
    ids = [one.member_id for one in decisions]
    members: dict[int, Any] = Member.objects.in_bulk(ids)
    return [GateRow(members[one.member_id], one) for one in decisions]


@dataclass(frozen=True)
class PolicyEffect:
    """How many members could be written to for a purpose, with the rules in
    force and with others.
    """

    purpose: str
    before: int
    after: int
    reasons: list[tuple[Reason, int, int]]


def preview_policy(gate: Gate, policy: Policy) -> list[PolicyEffect]:
    """Return what other rules would change, purpose by purpose, at a moment
    outside of quiet hours and holidays.
    """
    other = Gate(gate.now, policy)
    # Limits that look further back need contacts that lie further back.
    facts = gate.read()
    other_facts = other.read()
    effects = []
    for purpose in policy.purposes:
        before = _counts(gate, facts, purpose)
        after = _counts(other, other_facts, purpose)
        reasons = []
        for reason in REASONS:
            numbers = (before.get(reason, 0), after.get(reason, 0))
            if numbers[0] != numbers[1]:
                reasons.append((reason, *numbers))
        effects.append(
            PolicyEffect(
                purpose, before.get(None, 0), after.get(None, 0), reasons
            ),
        )
    return effects


def _counts(
    gate: Gate,
    facts: MemberFacts,
    purpose: str,
) -> dict[Reason | None, int]:
    verdicts = gate.ask_all(facts, purpose=purpose, keeps_hours=False)
    return verdicts.counts()
