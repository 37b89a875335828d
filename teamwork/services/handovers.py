"""Members pass from one contact to the next with all that is open; nobody is left without a contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.access import LEADS, roles_of
from common.errors import ReaderError
from members.models import Member
from members.services.directory import update_members
from teamwork.models import Handover, HandoverMember, Interaction

MOST_MEMBERS = 500


@transaction.atomic
def propose_handover(*, member_ids: Sequence[int], to_user: Any, reason: str, now: datetime) -> list[Handover]:
    """These members are proposed to another contact, one handover for each present contact.

    Errors: ReaderError if there are none or too many, one has an open handover, or is with that contact already.
    """
    members = list(Member.objects.filter(pk__in=member_ids).order_by("pk").select_for_update(of=("self",)))
    if not 1 <= len(members) <= MOST_MEMBERS:
        raise ReaderError("bad_members", _("Choose 1 to %(most)s members.") % {"most": MOST_MEMBERS})
    if any(member.primary_contact_id == to_user.pk for member in members):
        raise ReaderError("same_contact", _("%(name)s is their contact already.") % {"name": to_user}, status=409)
    busy = HandoverMember.objects.filter(member__in=members, is_open=True).select_related("member").first()
    if busy is not None:
        text = _("%(name)s is being handed over already.") % {"name": busy.member}
        raise ReaderError("handed_over_already", text, status=409)
    made = []
    for from_id in sorted({member.primary_contact_id or 0 for member in members}):
        row = Handover(from_user_id=from_id or None, to_user=to_user, reason=reason, proposed_at=now)
        row.full_clean(validate_constraints=False)
        row.save()
        mine = [member for member in members if (member.primary_contact_id or 0) == from_id]
        HandoverMember.objects.bulk_create([HandoverMember(handover=row, member=member) for member in mine])
        made.append(row)
    return made


def may_refuse(handover: Handover, user: Any) -> bool:
    """Tell whether somebody may end a proposal: its receiver, whoever would give, and leads if neither is there."""
    return user.pk in (handover.to_user_id, handover.from_user_id) or bool(roles_of(user) & LEADS)


def _lock(handover_id: int, state: str, user: Any, *, for_refusal: bool = False) -> Handover:
    row: Handover = Handover.objects.select_for_update().get(pk=handover_id)
    if row.to_user_id != user.pk and not (for_refusal and may_refuse(row, user)):
        raise ReaderError("not_yours", _("Only %(name)s can answer.") % {"name": row.to_user or "–"}, status=403)
    if row.state != state:
        text = _("This handover is “%(state)s” already.") % {"state": row.get_state_display()}
        raise ReaderError("answered_already", text, status=409)
    return row


@transaction.atomic
def accept_handover(*, handover_id: int, now: datetime, user: Any) -> Handover:
    """Its members are the acceptor's, with the promises that the former contact had open for them.

    Errors: ReaderError if it is proposed to another, or was answered already.
    """
    row = _lock(handover_id, Handover.State.PROPOSED, user)
    ids = list(row.rows.values_list("member_id", flat=True))
    moved = Member.objects.filter(pk__in=ids).exclude(primary_contact=row.from_user_id).first()
    if moved is not None:
        text = _("%(name)s has another contact by now. Refuse, and let it be proposed anew.") % {"name": moved}
        raise ReaderError("contact_changed", text, status=409)
    members = Member.objects.filter(pk__in=ids)
    members.filter(backup_contact=user).update(backup_contact=None)
    update_members(member_ids=ids, changes={"primary_contact": user}, now=now)
    Interaction.objects.promised().filter(member_id__in=ids, promise_owner=row.from_user).update(promise_owner=user)
    row.state, row.answered_at = Handover.State.ACCEPTED, now
    row.save()
    row.rows.update(is_open=False)
    return row


@transaction.atomic
def refuse_handover(*, handover_id: int, reason: str, now: datetime, user: Any) -> Handover:
    """Its members stay where they are. Errors: as accept_handover(), but see may_refuse()."""
    row = _lock(handover_id, Handover.State.PROPOSED, user, for_refusal=True)
    row.state, row.refusal_reason, row.answered_at = Handover.State.REFUSED, reason, now
    row.full_clean(validate_constraints=False)
    row.save()
    row.rows.update(is_open=False)
    return row


@transaction.atomic
def finish_handover(*, handover_id: int, now: datetime, user: Any) -> Handover:
    """The new contact knows all of them. Errors: ReaderError if it is another's, or not accepted."""
    row = _lock(handover_id, Handover.State.ACCEPTED, user)
    row.state, row.done_at = Handover.State.DONE, now
    row.save()
    return row
