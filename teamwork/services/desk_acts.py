"""What can be done on a row of the desk itself, and how it is undone.

Each act is the service of its own page, so that the same checks hold.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import uuid4

from django.utils.translation import gettext as _

from alerts.models import Issue
from alerts.services.issues import change_issue
from alerts.services.lexicon import dismiss_proposal, restore_proposal
from alerts.services.questions import give_back_question, take_question
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from common.models import StaffAbsence
from community.models import Post
from members.models import Member
from teamwork.labels import kept_text, moved_text
from teamwork.models import Interaction
from teamwork.selectors.desk_items import DeskContext, Item
from teamwork.services.absences import change_absence
from teamwork.services.act_undo import (
    reopen_promise,
    restore_due_day,
    withdraw_interaction,
)
from teamwork.services.briefs import add_to_brief, remove_from_brief
from teamwork.services.handovers import accept_handover
from teamwork.services.interactions import (
    keep_promise,
    log_interaction,
    move_promise,
)
from teamwork.services.reassigning import reassign_items, undo_reassignment

Data = Mapping[str, Any]


class Done(NamedTuple):
    """What was done, in words, and by which plain values it is undone; None if
    it cannot be.
    """

    text: str
    undo: dict[str, Any] | None = None


Do = Callable[[DeskContext, Item, Data], Done]
Undo = Callable[[DeskContext, Data], object]


def named_title(item: Item) -> str:
    """Return the title of an item with the name of the member whom it is
    about, if the title is not that name.
    """
    member = Member.objects.filter(pk=item.member).first()
    if member is None or str(member) == item.title:
        return item.title
    shown = {"name": member, "title": item.title}
    return _("%(name)s: %(title)s") % shown


def _keep(viewer: DeskContext, item: Item, data: Data) -> Done:
    row = keep_promise(
        interaction_id=item.number,
        outcome="",
        now=viewer.now,
    )
    return Done(kept_text(row), {"do": "keep", "row": item.number})


def _reopen(_viewer: DeskContext, data: Data) -> object:
    return reopen_promise(interaction_id=data["row"])


def _move(viewer: DeskContext, item: Item, data: Data) -> Done:
    row = Interaction.objects.get(pk=item.number)
    before, day = row.due_on, data["due_on"]
    move_promise(interaction_id=row.pk, due_on=day, today=viewer.today)
    undo = {"do": "move", "row": row.pk, "to": str(day), "was": str(before)}
    row.due_on = day
    return Done(moved_text(row), undo)


def _move_back(_viewer: DeskContext, data: Data) -> object:
    return restore_due_day(
        interaction_id=data["row"],
        moved_to=date.fromisoformat(data["to"]),
        before=date.fromisoformat(data["was"]),
    )


def _confirm(viewer: DeskContext, item: Item, data: Data) -> Done:
    change_issue(
        issue_id=item.number,
        to_state=Issue.State.CONFIRMED,
        note="",
        user=viewer.user,
        now=viewer.now,
    )
    return Done(_("Confirmed: %(name)s") % {"name": item.title})


def _take(viewer: DeskContext, item: Item, data: Data) -> Done:
    who = {"user": viewer.user, "now": viewer.now}
    take_question(question_id=item.number, **who)
    return Done(
        _("You take it: %(title)s") % {"title": named_title(item)},
        {"do": "take", "row": item.number},
    )


def _give_back(viewer: DeskContext, data: Data) -> object:
    who = {"user": viewer.user, "now": viewer.now}
    return give_back_question(question_id=data["row"], **who)


def _welcome(viewer: DeskContext, item: Item, data: Data) -> Done:
    said = {"summary": _("Welcomed."), "channel": Interaction.Channel.OTHER}
    text = _("%(name)s is welcomed, and it is logged.")
    return _logged(viewer, item, said, text)


def _log(viewer: DeskContext, item: Item, data: Data) -> Done:
    return _logged(viewer, item, data, _("Logged with %(name)s."))


def _logged(viewer: DeskContext, item: Item, said: Data, text: str) -> Done:
    member = Member.objects.get(pk=item.member)
    row, _is_new = log_interaction(
        key=uuid4(),
        member=member,
        now=viewer.now,
        user=viewer.user,
        happened_at=None,
        **said,
    )
    return Done(text % {"name": member}, {"do": "log", "row": row.pk})


def _unlog(viewer: DeskContext, data: Data) -> object:
    withdraw_interaction(
        interaction_id=data["row"],
        user=viewer.user,
        now=viewer.now,
    )
    return None


def _accept(viewer: DeskContext, item: Item, data: Data) -> Done:
    who = {"user": viewer.user, "now": viewer.now}
    accept_handover(handover_id=item.number, **who)
    return Done(_("Accepted: %(title)s") % {"title": item.title})


def _dismiss(viewer: DeskContext, item: Item, data: Data) -> Done:
    who = {"user": viewer.user, "now": viewer.now}
    dismiss_proposal(proposal_id=item.number, **who)
    undo = {"do": "dismiss", "row": item.number}
    return Done(_("Dismissed: %(word)s") % {"word": item.title}, undo)


def _restore(_viewer: DeskContext, data: Data) -> object:
    restore_proposal(proposal_id=data["row"])
    return None


def _brief(viewer: DeskContext, item: Item, data: Data) -> Done:
    post = Post.objects.get(pk=item.number)
    add_to_brief(post=post, user=viewer.user, now=viewer.now)
    text = _("On the brief list: %(work)s") % {"work": item.title}
    return Done(text, {"do": "brief", "row": post.pk})


def _unbrief(_viewer: DeskContext, data: Data) -> object:
    return remove_from_brief(post_id=data["row"])


def _assign(viewer: DeskContext, item: Item, data: Data) -> Done:
    to_user = data["colleague"]
    row = reassign_items(
        items=[(item.kind, item.number)],
        to_user=to_user,
        user=viewer.user,
        now=viewer.now,
    )
    text = _("%(title)s is with %(name)s now.")
    return Done(
        text % {"title": named_title(item), "name": to_user},
        {"do": "assign", "row": row.pk},
    )


def _assign_back(viewer: DeskContext, data: Data) -> object:
    return undo_reassignment(
        reassignment_id=data["row"],
        user=viewer.user,
        now=viewer.now,
    )


def _stand_in(viewer: DeskContext, item: Item, data: Data) -> Done:
    absence = change_absence(
        absence_id=item.number,
        user=viewer.user,
        changes={"stand_in": data["colleague"]},
    )
    text = _("%(name)s stands in for %(who)s.")
    shown = {"name": absence.stand_in, "who": absence.user}
    return Done(text % shown, {"do": "stand_in", "row": absence.pk})


def _no_stand_in(viewer: DeskContext, data: Data) -> object:
    if not StaffAbsence.objects.filter(pk=data["row"]).exists():
        raise Conflict("gone", _("This absence was removed since."))
    return change_absence(
        absence_id=data["row"],
        user=viewer.user,
        changes={"stand_in": None},
    )


# By the name of the act; teamwork/selectors/desk_items.py: Act.
ACTS: dict[str, Do] = {
    "keep": _keep,
    "move": _move,
    "confirm": _confirm,
    "take": _take,
    "welcome": _welcome,
    "log": _log,
    "accept": _accept,
    "dismiss": _dismiss,
    "brief": _brief,
    "assign": _assign,
    "stand_in": _stand_in,
}
UNDOES: dict[str, Undo] = {
    "keep": _reopen,
    "move": _move_back,
    "take": _give_back,
    "log": _unlog,
    "dismiss": _restore,
    "brief": _unbrief,
    "assign": _assign_back,
    "stand_in": _no_stand_in,
}


@atomic_with_retry
def do_act(*, viewer: DeskContext, item: Item, name: str, data: Data) -> Done:
    """Do what a row of the desk offers. Errors: DomainError."""
    offered = {act.name for act in item.acts if act.name}
    if name not in offered:
        text = _("This can no longer be done: look at it again.")
        raise Conflict("not_offered", text)
    return ACTS[name](viewer, item, data)


@atomic_with_retry
def undo_act(*, viewer: DeskContext, data: Data) -> None:
    """Undo what `Done.undo` tells. Errors: DomainError."""
    undo = UNDOES.get(data.get("do", ""))
    if undo is None:
        raise Invalid("not_undoable", _("There is nothing to undo."))
    undo(viewer, data)
