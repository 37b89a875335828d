"""The contact gate: whether a member may be written to at this moment.

Reasons are asked in the order of `Reason`; the first one that holds is the
answer. Outside of this module nobody decides whether a message may go.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from outreach.rules.policy import Limit, Policy, PurposeRule

NEVER = float("inf")


class Reason(StrEnum):
    """Why a member may not be written to, in the order in which it is asked."""

    NOT_A_PERSON = "not_a_person"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    NO_CONSENT = "no_consent"
    STOPPED = "stopped"
    COMPLAINT = "complaint"
    QUESTION = "question"
    DORMANT = "dormant"
    CAP_ZERO = "cap_zero"
    CAP = "cap"
    QUOTA = "quota"
    HOLIDAY = "holiday"
    QUIET_HOURS = "quiet_hours"
    HELD_OUT = "held_out"


REASONS = tuple(Reason)
# Reasons that a clock alone removes within a day or a holiday: the message
# waits for it.
HOLDING = frozenset({Reason.HOLIDAY, Reason.QUIET_HOURS})
# Reasons about the member and not about the moment.
LASTING = frozenset(REASONS[: REASONS.index(Reason.DORMANT) + 1])


class ContactFacts(NamedTuple):
    """What the gate knows of a member. Moments are seconds since 1970.

    consent: None if they were never asked · stopped_until: when a stop by
    staff ends, infinity for one without an end, 0 for none · contacts: when
    somebody wrote to them or talked with them, in any order · channel_contacts:
    those through the channel that is asked for.
    """

    is_person: bool = True
    is_merged: bool = False
    consent: bool | None = None
    stopped_until: float = 0.0
    has_complaint: bool = False
    has_question: bool = False
    is_dormant: bool = False
    contacts: Sequence[float] = ()
    channel_contacts: Sequence[float] = ()
    is_held_out: bool = False


class Hours(NamedTuple):
    """What the clock says, the same for every member: the reason for which
    nobody is written to now, and when that is over.
    """

    reason: Reason | None = None
    until: float = 0.0


class Verdict(NamedTuple):
    """The first reason, None if the member may be written to; and from when no
    reason holds any more, infinity if no clock decides that.
    """

    reason: Reason | None
    free_at: float


ALLOWED = Verdict(None, 0.0)


def decide(
    facts: ContactFacts,
    rule: PurposeRule,
    policy: Policy,
    *,
    channel: str,
    now: float,
    hours: Hours,
) -> Verdict:
    """Return whether a member may be written to now for a purpose."""
    checks = [*_lasting_checks(facts, rule, now)]
    if rule.is_capped:
        checks.extend(_cap_checks(facts, policy, now))
    quota = policy.quota_of(channel)
    if quota is not None:
        free_at = free_from(facts.channel_contacts, quota)
        checks.append(Check(Reason.QUOTA, free_at > now, free_at))
    if rule.keeps_hours and hours.reason is not None:
        checks.append(Check(hours.reason, True, hours.until))
    checks.append(Check(Reason.HELD_OUT, facts.is_held_out, NEVER))
    failed = [check for check in checks if check.holds]
    if not failed:
        return ALLOWED
    return Verdict(failed[0].reason, max(check.until for check in failed))


class Check(NamedTuple):
    """A reason, whether it holds, and when it ends."""

    reason: Reason
    holds: bool
    until: float


def _lasting_checks(
    facts: ContactFacts,
    rule: PurposeRule,
    now: float,
) -> tuple[Check, ...]:
    """Return the checks about the member, in their order."""
    is_unasked = rule.needs_consent and facts.consent is None
    has_complaint = rule.waits_for_help and facts.has_complaint
    has_question = rule.waits_for_help and facts.has_question
    is_spared = rule.spares_dormant and facts.is_dormant
    is_stopped = facts.stopped_until > now
    return (
        Check(Reason.NOT_A_PERSON, not facts.is_person, NEVER),
        Check(Reason.MERGED, facts.is_merged, NEVER),
        Check(Reason.WITHDRAWN, facts.consent is False, NEVER),
        Check(Reason.NO_CONSENT, is_unasked, NEVER),
        Check(Reason.STOPPED, is_stopped, facts.stopped_until),
        Check(Reason.COMPLAINT, has_complaint, NEVER),
        Check(Reason.QUESTION, has_question, NEVER),
        Check(Reason.DORMANT, is_spared, NEVER),
    )


def _cap_checks(
    facts: ContactFacts,
    policy: Policy,
    now: float,
) -> tuple[Check, ...]:
    """Return the checks of the limit over all staff and channels."""
    cap = policy.dormant_cap if facts.is_dormant else policy.other_cap
    if cap.most == 0:
        return (Check(Reason.CAP_ZERO, True, NEVER),)
    free_at = free_from(facts.contacts, cap)
    return (Check(Reason.CAP, free_at > now, free_at),)


def free_from(moments: Sequence[float], limit: Limit) -> float:
    """Return from when one more fits: no window of the limit's length then
    holds more than the limit allows. 0 if it fits already at any time.
    """
    if limit.most == 0:
        return NEVER
    if len(moments) < limit.most:
        return 0.0
    newest_first = sorted(moments, reverse=True)
    return newest_first[limit.most - 1] + limit.seconds
