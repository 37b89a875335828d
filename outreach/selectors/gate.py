"""Who may be written to, for pages, interfaces and the services that send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from outreach.rules.gate import NEVER, Reason, Verdict, decide
from outreach.rules.gate_arrays import Verdicts, decide_all, verdict_of
from outreach.rules.policy import Policy, PurposeRule, policy_from
from outreach.selectors.gate_facts import (
    Asked,
    MemberFacts,
    facts_of,
    read_facts,
)
from outreach.selectors.policies import (
    Clock,
    policy_in_force,
    present_calendar,
)


@dataclass(frozen=True)
class Decision:
    """The answer of the gate about a member: whether they may be written to,
    else the first reason and the earliest moment, None if no clock decides it.
    """

    member_id: int
    reason: Reason | None
    allowed_at: datetime | None
    policy_version: int

    @property
    def is_allowed(self) -> bool:
        """Tell whether the member may be written to now."""
        return self.reason is None


class Gate:
    """The contact gate with the rules in force, asked at one moment."""

    def __init__(self, now: datetime, policy: Policy | None = None) -> None:
        stored = policy_in_force()
        self.now = now
        self.version = stored.version
        self.policy = policy or policy_from(stored.rules)
        self.clock = Clock(self.policy, present_calendar())

    def rule_of(self, purpose: str) -> PurposeRule:
        """Return what a purpose asks for."""
        return self.policy.purposes[purpose]

    def ask(
        self,
        member_id: int,
        *,
        purpose: str,
        way: str = "",
        without_message: int | None = None,
        is_held_out: bool = False,
    ) -> Decision:
        """Return whether one member may be written to."""
        asked = Asked(
            self.now, self.policy, way=way, without_message=without_message
        )
        facts = facts_of(asked, member_id)
        verdict = decide(
            facts._replace(is_held_out=is_held_out),
            self.rule_of(purpose),
            self.policy,
            channel=way,
            now=self.now.timestamp(),
            hours=self.clock.hours(self.now),
        )
        return self._decision(member_id, verdict, purpose)

    def ask_all(
        self,
        facts: MemberFacts,
        *,
        purpose: str,
        way: str = "",
        keeps_hours: bool = True,
    ) -> Verdicts:
        """Return whether each of these members may be written to;
        `keeps_hours` False: at some hour of the day.
        """
        rule = self.rule_of(purpose)
        if not keeps_hours:
            rule = rule._replace(keeps_hours=False)
        return self._decide_all(facts, rule, way)

    def ask_lasting(self, facts: MemberFacts, *, purpose: str) -> Verdicts:
        """Return whether a reason about the member holds, whatever the hour
        and the contacts before are.
        """
        rule = self.rule_of(purpose)
        rule = rule._replace(keeps_hours=False, is_capped=False)
        return self._decide_all(facts, rule, "")

    def _decide_all(
        self,
        facts: MemberFacts,
        rule: PurposeRule,
        way: str,
    ) -> Verdicts:
        return decide_all(
            facts.columns,
            rule,
            self.policy,
            now=self.now.timestamp(),
            hours=self.clock.hours(self.now),
            channel=way,
        )

    def read(
        self,
        ids: Sequence[int] | None = None,
        *,
        way: str = "",
    ) -> MemberFacts:
        """Return the facts of members, of all without `ids`."""
        return read_facts(Asked(self.now, self.policy, ids, way))

    def decisions(
        self,
        facts: MemberFacts,
        verdicts: Verdicts,
        purpose: str,
        rows: Sequence[int] | None = None,
    ) -> list[Decision]:
        """Return the answers of these rows in words of the gate, of all
        without `rows`.
        """
        found = []
        numbers = range(len(facts.ids)) if rows is None else rows
        for row in numbers:
            verdict = verdict_of(verdicts, row)
            member_id = int(facts.ids[row])
            found.append(self._decision(member_id, verdict, purpose))
        return found

    def _decision(
        self,
        member_id: int,
        verdict: Verdict,
        purpose: str,
    ) -> Decision:
        if verdict.reason is None:
            return Decision(member_id, None, None, self.version)
        allowed_at = self._moment(verdict.free_at)
        if allowed_at is not None and self.rule_of(purpose).keeps_hours:
            allowed_at = self.clock.next_lawful(allowed_at)
        return Decision(member_id, verdict.reason, allowed_at, self.version)

    def _moment(self, seconds: float) -> datetime | None:
        if seconds == NEVER:
            return None
        return datetime.fromtimestamp(seconds, tz=UTC)
