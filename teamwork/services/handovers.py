"""Handovers of members from one contact to another, with all that is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from common.jobs.events import NewDomainEvent, publish
from koc.services.roster import pass_contact
from members.models import Member
from members.services.directory import update_members
from members.services.locking import lock_unmerged
from teamwork.models import Handover, HandoverMember, Interaction
from teamwork.selectors.handovers import may_refuse

MAX_MEMBERS = 500


@atomic_with_retry
def propose_handover(
    *,
    member_ids: Sequence[int],
    to_user: Any,
    reason: str,
    now: datetime,
) -> list[Handover]:
    """Propose these members to another contact; return one handover for each
    present contact.

    Errors: Invalid if there are none or too many; Conflict if one has an open
    handover or has that contact already.
    """
    if not 1 <= len(member_ids) <= MAX_MEMBERS:
        raise Invalid(
            "bad_members",
            _("Choose 1 to %(most)s members.") % {"most": MAX_MEMBERS},
        )
    unmerged = {
        member.pk: member for member in lock_unmerged(member_ids).values()
    }
    members = [unmerged[pk] for pk in sorted(unmerged)]
    _check_proposal(members, to_user)
    by_contact: dict[int, list[Member]] = {}
    for member in members:
        by_contact.setdefault(member.primary_contact_id or 0, []).append(
            member,
        )
    made = []
    for from_id in sorted(by_contact):
        handover = Handover(
            from_user_id=from_id or None,
            to_user=to_user,
            reason=reason,
            proposed_at=now,
        )
        handover.full_clean(validate_constraints=False)
        handover.save()
        HandoverMember.objects.bulk_create(
            [
                HandoverMember(handover=handover, member=member)
                for member in by_contact[from_id]
            ],
        )
        made.append(handover)
    publish([_proposed(one) for one in made], now=now)
    return made


def _proposed(handover: Handover) -> NewDomainEvent:
    data = {"members": handover.rows.count()}
    key = f"handover.proposed:{handover.pk}"
    return NewDomainEvent("handover.proposed", key, handover, data)


def _check_proposal(members: Sequence[Member], to_user: Any) -> None:
    if any(member.primary_contact_id == to_user.pk for member in members):
        raise Conflict(
            "same_contact",
            _("%(name)s is their contact already.") % {"name": to_user},
        )
    open_rows = HandoverMember.objects.filter(member__in=members, is_open=True)
    busy = open_rows.select_related("member").first()
    if busy is not None:
        text = _("%(name)s is being handed over already.")
        raise Conflict("handed_over_already", text % {"name": busy.member})


def _lock(
    handover_id: int,
    state: str,
    user: Any,
    *,
    for_refusal: bool = False,
) -> Handover:
    row: Handover = Handover.objects.select_for_update().get(pk=handover_id)
    may_answer = row.to_user_id == user.pk
    if for_refusal:
        may_answer = may_refuse(row, user)
    if not may_answer:
        raise Forbidden(
            "not_yours",
            _("Only %(name)s can answer.") % {"name": row.to_user or "–"},
        )
    if row.state != state:
        text = _("This handover is “%(state)s” already.") % {
            "state": row.get_state_display(),
        }
        raise Conflict("answered_already", text)
    return row


@atomic_with_retry
def accept_handover(*, handover_id: int, now: datetime, user: Any) -> Handover:
    """Make the acceptor the contact of its members, and the owner of the
    promises that the former contact had open for them.

    Errors: Forbidden if it is proposed to another; Conflict if it was answered
    already, or a member has another contact by now.
    """
    row = _lock(handover_id, Handover.State.PROPOSED, user)
    proposed = row.rows.values_list("member_id", flat=True)
    ids = sorted({member.pk for member in lock_unmerged(proposed).values()})
    members = Member.objects.filter(pk__in=ids)
    moved = members.exclude(primary_contact=row.from_user_id).first()
    if moved is not None:
        text = _(
            "%(name)s has another contact by now. Refuse, and let it be proposed anew.",
        )
        raise Conflict("contact_changed", text % {"name": moved})
    members.filter(backup_contact=user).update(backup_contact=None)
    update_members(member_ids=ids, changes={"primary_contact": user}, now=now)
    promises = Interaction.objects.promised().filter(
        member_id__in=ids,
        promise_owner=row.from_user,
    )
    promises.update(promise_owner=user)
    pass_contact(
        member_ids=ids,
        from_id=row.from_user_id,
        to_id=user.pk,
        now=now,
        user=user,
    )
    row.state = Handover.State.ACCEPTED
    row.answered_at = now
    row.save(update_fields=["state", "answered_at"])
    row.rows.update(is_open=False)
    return row


@atomic_with_retry
def refuse_handover(
    *,
    handover_id: int,
    reason: str,
    now: datetime,
    user: Any,
) -> Handover:
    """Refuse the handover; its members keep their contact.

    Errors: as accept_handover(), but see may_refuse().
    """
    row = _lock(handover_id, Handover.State.PROPOSED, user, for_refusal=True)
    row.state = Handover.State.REFUSED
    row.refusal_reason = reason
    row.answered_at = now
    row.full_clean(validate_constraints=False)
    row.save(update_fields=["state", "refusal_reason", "answered_at"])
    row.rows.update(is_open=False)
    return row


@atomic_with_retry
def finish_handover(*, handover_id: int, now: datetime, user: Any) -> Handover:
    """Finish the handover: the new contact knows all of its members.

    Errors: Forbidden if it is proposed to another, Conflict if it is not
    accepted.
    """
    row = _lock(handover_id, Handover.State.ACCEPTED, user)
    row.state = Handover.State.DONE
    row.done_at = now
    row.save(update_fields=["state", "done_at"])
    return row
