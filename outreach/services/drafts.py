"""Messages until they are sent: drafted from a script, approved by another
person, sent back or cancelled.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.calendar import business_date
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from knowledge.models import ScriptVersion
from knowledge.selectors.filling import fill_version, member_values
from members.models import Member
from members.services.locking import lock_unmerged
from outreach.models import Match, MemberChannel, Opportunity, OutreachMessage
from outreach.rules.messages import (
    APPROVED,
    CANCELLED,
    DRAFT,
    SUBMITTED,
)
from outreach.services.queueing import queue_message, withdraw_from_queue
from outreach.services.steps import check_step

MOST_AT_ONCE = 200


class Route(NamedTuple):
    """How a message is sent: by which way, and through which channel; None: a
    colleague sends it by hand.
    """

    way: str
    channel: MemberChannel | None = None


@atomic_with_retry
def write_drafts(
    *,
    match_ids: Sequence[int],
    route: Route,
    now: datetime,
    user: Any,
) -> list[OutreachMessage]:
    """Write a draft for each of these matches from the script of their
    opportunity; return the drafts. Who has one already gets no other.

    Errors: Invalid if there are too many; Conflict without an approved script;
    Unprocessable that names slots without a value.
    """
    if len(match_ids) > MOST_AT_ONCE:
        text = _("At most %(most)s at once.") % {"most": MOST_AT_ONCE}
        raise Invalid("too_many", text)
    rows = Match.objects.to_write().filter(pk__in=match_ids)
    matches = rows.select_related("opportunity__script", "member")
    drafts = []
    for match in matches.order_by("pk"):
        drafts.append(_draft(match, route, now, user))
    if not drafts:
        text = _(
            "Nobody of these can be written to: they are held out, or have a "
            "message already.",
        )
        raise Conflict("nobody_to_write", text)
    return drafts


def _draft(
    match: Match,
    route: Route,
    now: datetime,
    user: Any,
) -> OutreachMessage:
    opportunity = match.opportunity
    version = approved_version(opportunity, now)
    text = fill_draft(version, match.member, opportunity, now=now, user=user)
    return store_draft(
        OutreachMessage(
            member=match.member,
            purpose="opportunity",
            match=match,
            way=route.way,
            channel=route.channel,
            script_version=version,
            text=text,
            send_before=opportunity.ends_on,
        ),
        now=now,
        user=user,
    )


def store_draft(
    row: OutreachMessage,
    *,
    now: datetime,
    user: Any,
) -> OutreachMessage:
    """Store a draft for its member as they are now, and return it."""
    member = lock_unmerged([row.member_id])[row.member_id]
    row.member = member
    row.addressee = member.pk
    row.author = user
    row.written_at = now
    row.full_clean()
    row.save()
    return row


def approved_version(
    opportunity: Opportunity,
    now: datetime,
) -> ScriptVersion:
    """Return what the script of an opportunity says now.

    Errors: Conflict if no version may be used.
    """
    usable = ScriptVersion.objects.usable(business_date(now))
    version = usable.filter(script=opportunity.script_id).first()
    if version is None:
        text = _(
            "The script “%(title)s” has no version that may be used. Approve "
            "one first.",
        ) % {"title": opportunity.script}
        raise Conflict("script_not_usable", text)
    return version


def fill_draft(
    version: ScriptVersion,
    member: Member,
    opportunity: Opportunity,
    *,
    now: datetime,
    user: Any,
) -> str:
    """Return the text for a member. Errors: Unprocessable."""
    values = member_values(member, user=user, today=business_date(now))
    values["topic"] = values["event"] = opportunity.title
    if opportunity.place:
        values["place"] = opportunity.place
    if opportunity.happens_on is not None:
        shape = pgettext("shape of a day in a message", "F j")
        values["date"] = formats.date_format(opportunity.happens_on, shape)
    return fill_version(version, values)


@atomic_with_retry
def edit_draft(
    *,
    message_id: int,
    changes: dict[str, Any],
    opened: dict[str, Any],
    now: datetime,
    user: Any,
) -> OutreachMessage:
    """Change the text of a draft; who changes it is its author. Return it.

    Errors: Conflict if it is no draft any more; EditConflict.
    """
    row = _lock(message_id, "edit")
    apply_edit(row, changes=changes, opened=opened)
    row.author = user
    row.written_at = now
    # Its author reads it as a text for the member who has it now.
    row.addressee = row.member_id
    row.save(update_fields=["author", "written_at", "addressee"])
    return row


@atomic_with_retry
def submit_message(*, message_id: int, user: Any) -> OutreachMessage:
    """Put a draft up for approval, and return it. Errors: Conflict."""
    row = _lock(message_id, "submit")
    row.state = SUBMITTED
    row.note = ""
    row.save(update_fields=["state", "note"])
    return row


@atomic_with_retry
def approve_message(
    *,
    message_id: int,
    now: datetime,
    user: Any,
) -> OutreachMessage:
    """Approve a message; through a channel it goes as soon as the rules of
    contact allow it. Return it.

    Errors: Forbidden for its author; Conflict.
    """
    row = _lock(message_id, "approve")
    if row.author_id == user.pk:
        text = _("Another colleague has to approve what you have written.")
        raise Forbidden("own_message", text)
    if row.channel is not None and not row.channel.is_open:
        text = _(
            "The channel “%(name)s” is closed. Open it, or send the message "
            "back and write one that goes another way.",
        )
        raise Conflict("channel_closed", text % {"name": row.channel})
    row.state = APPROVED
    row.approver = user
    row.approved_at = now
    row.refused_for = ""
    row.allowed_at = None
    row.outbox_uid = ""
    if row.channel_id is not None:
        row.outbox_uid = queue_message(row, now=now)
    row.save()
    return row


@atomic_with_retry
def return_message(
    *,
    message_id: int,
    note: str,
    user: Any,
    now: datetime,
) -> OutreachMessage:
    """Make a message a draft again, with the reason; return it.

    Errors: Conflict if it is being sent or was sent.
    """
    row = _lock(message_id, "return")
    withdraw_from_queue(row, user=user, now=now)
    row.state = DRAFT
    row.note = note
    row.approver = None
    row.approved_at = None
    row.outbox_uid = ""
    row.save()
    return row


@atomic_with_retry
def cancel_message(
    *,
    message_id: int,
    note: str,
    user: Any,
    now: datetime,
) -> OutreachMessage:
    """Never send a message, with the reason; return it. Errors: Conflict."""
    row = _lock(message_id, "cancel")
    withdraw_from_queue(row, user=user, now=now)
    row.state = CANCELLED
    row.note = note
    row.save(update_fields=["state", "note"])
    return row


Step = Callable[[int], OutreachMessage]


def do_with_each(message_ids: Sequence[int], step: Step) -> list[int]:
    """Do a step with each message; return those with which it was possible."""
    done = []
    for message_id in message_ids:
        try:
            step(message_id)
        except (Conflict, Forbidden):
            continue
        done.append(message_id)
    return done


def _lock(message_id: int, step: str) -> OutreachMessage:
    """Lock a message and return it. Errors: Conflict if its state does not
    allow the step.
    """
    rows = OutreachMessage.objects.select_for_update(of=("self",))
    row: OutreachMessage = rows.select_related("member").get(pk=message_id)
    check_step(row, step)
    return row
