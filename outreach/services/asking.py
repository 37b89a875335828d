"""Questions that lower apps ask the gate: about talks and notices."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from members.models import Member
from members.services.locking import lock_kept_ids
from outreach.labels import refusal_text
from outreach.models import ContactRefusal
from outreach.selectors.gate import Gate


def warn_of_talk(member: Member, now: datetime) -> str:
    """Return why a member should not be talked with now, "" if nothing speaks
    against it.
    """
    decision = Gate(now).ask(member.pk, purpose="talk")
    if decision.reason is None:
        return ""
    return refusal_text(decision.reason, decision.allowed_at)


def refuse_notices(
    member_ids: Collection[int],
    now: datetime,
    user: Any,
) -> set[int]:
    """Return which of these members may not get a notice now, and note each
    refusal. Runs in the transaction that records the notices; the members
    stay locked until its end.
    """
    lock_kept_ids(member_ids)
    gate = Gate(now)
    facts = gate.read(sorted(member_ids))
    verdicts = gate.ask_all(facts, purpose="notice", keeps_hours=False)
    refusals = []
    for decision in gate.decisions(facts, verdicts, "notice"):
        if decision.reason is None:
            continue
        row = ContactRefusal(
            member_id=decision.member_id,
            purpose="notice",
            reason=decision.reason.value,
            allowed_at=decision.allowed_at,
            policy_version=gate.version,
            refused_at=now,
            asked_by=user,
        )
        refusals.append(row)
    ContactRefusal.objects.bulk_create(refusals)
    return {row.member_id for row in refusals}
