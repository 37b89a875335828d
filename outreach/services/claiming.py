"""The claim: the last moment at which a message can be refused.

The gate is asked under the lock of the member, in the transaction that marks
the message as being sent. So the limit holds in every window, however many
colleagues and channels send at the same time.
"""

from datetime import datetime
from typing import Any, NamedTuple

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Conflict
from knowledge.models import ScriptUse
from knowledge.services.uses import record_use
from members.services.locking import lock_unmerged
from outreach.models import ContactRefusal, Match, OutreachMessage
from outreach.models.choices import RefusalReason
from outreach.rules.gate import HOLDING
from outreach.rules.messages import APPROVED, REFUSED, SENDING
from outreach.selectors.gate import Gate
from outreach.selectors.left_alone import left_alone
from outreach.selectors.policies import policy_in_force
from outreach.services.steps import wrong_state


class Claim(NamedTuple):
    """Whether a message may go now; else why not, from when, and whether it
    waits until then by itself.
    """

    message: OutreachMessage
    reason: str = ""
    allowed_at: datetime | None = None
    is_held: bool = False

    @property
    def may_go(self) -> bool:
        """Tell whether the message is being sent from now on."""
        return not self.reason


@atomic_with_retry
def claim_message(
    *,
    message_id: int,
    now: datetime,
    user: Any = None,
    states: tuple[str, ...] = (APPROVED,),
) -> Claim:
    """Mark an approved message as being sent, if the gate allows it now;
    return what was decided. A refusal is stored with its reason.

    Errors: Conflict if its state allows no claim, because somebody else
    has it.
    """
    row = lock_message(message_id)
    if row.state not in states:
        raise wrong_state(row)
    reason, allowed_at = _refusal(row, now)
    if not reason:
        reason = _use_script(row, now, user)
    if reason:
        return _refuse(row, reason, allowed_at, now, user)
    row.state = SENDING
    row.claimed_at = now
    row.sender = user
    row.refused_for = ""
    row.allowed_at = None
    row.save()
    return Claim(row)


def lock_message(message_id: int) -> OutreachMessage:
    """Lock a message and, before it, its member; return the message."""
    rows = OutreachMessage.objects
    while True:
        member_id = rows.values_list("member_id", flat=True).get(pk=message_id)
        lock_member(member_id)
        locked = rows.select_for_update(of=("self",))
        row: OutreachMessage = locked.select_related("match").get(
            pk=message_id,
        )
        if row.member_id == member_id:
            return row


def lock_member(member_id: int) -> None:
    """Let nobody else claim a message to this member until the transaction
    ends.
    """
    lock_unmerged([member_id])


def _refusal(
    row: OutreachMessage,
    now: datetime,
) -> tuple[str, datetime | None]:
    """Return why a message may not go now, "" if it may, and from when."""
    if row.addressee != row.member_id:
        return RefusalReason.MERGED.value, None
    if row.send_before is not None and row.send_before < business_date(now):
        return RefusalReason.EXPIRED.value, None
    decision = Gate(now).ask(
        row.member_id,
        purpose=row.purpose,
        way=row.way,
        without_message=row.pk,
        is_held_out=row.match is not None and _is_held_out(row.match),
    )
    if decision.reason is None:
        return "", None
    return decision.reason.value, decision.allowed_at


def _is_held_out(match: Match) -> bool:
    """Tell whether a match was drawn to be left alone, by the opportunity or by
    what it invites to; the latter can be drawn later than the match.
    """
    if match.is_held_out:
        return True
    return bool(left_alone(match.opportunity_id, [match.member_id]))


def _use_script(row: OutreachMessage, now: datetime, user: Any) -> str:
    """Record the use of the script; return the reason if it may not be used."""
    if row.script_version_id is None or row.script_use_id is not None:
        return ""
    try:
        row.script_use = record_use(
            version_id=row.script_version_id,
            member_id=row.member_id,
            place=ScriptUse.Place.OUTREACH,
            now=now,
            user=user or row.author,
            was_quiet=row.match is not None,
        )
    except Conflict:
        return RefusalReason.SCRIPT.value
    return ""


def _refuse(
    row: OutreachMessage,
    reason: str,
    allowed_at: datetime | None,
    now: datetime,
    user: Any,
) -> Claim:
    """Store a refusal: what only the hour forbids waits, anything else is for
    a colleague to decide.
    """
    is_held = reason in HOLDING and allowed_at is not None
    if not is_held:
        row.state = REFUSED
    row.refused_for = reason
    row.allowed_at = allowed_at
    row.save()
    ContactRefusal.objects.create(
        member_id=row.member_id,
        message=row,
        purpose=row.purpose,
        way=row.way,
        reason=reason,
        allowed_at=allowed_at,
        policy_version=policy_in_force().version,
        refused_at=now,
        asked_by=user,
    )
    return Claim(row, reason, allowed_at, is_held)
