"""Giving items of desks to another colleague, and giving them back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from alerts.models import Issue, QuestionCare
from alerts.services.issue_edits import edit_issue
from alerts.services.questions import give_back_question, take_question
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Forbidden, Invalid
from common.security.access import colleagues, may
from members.models import Member
from members.services.directory import update_members
from members.services.locking import lock_unmerged
from teamwork.models import Interaction, Reassignment


class Giving(NamedTuple):
    """Whose an item is, how it is given to somebody, and which view's right to
    write that takes.
    """

    owner: Callable[[int], int | None]
    give: Callable[[int, Any, Any, datetime], None]
    needs: str
    is_contact: bool = False


def _issue_owner(number: int) -> int | None:
    return _first(Issue.objects.filter(pk=number), "owner_id")


def _give_issue(number: int, to: Any, user: Any, now: datetime) -> None:
    edit_issue(issue_id=number, changes={"owner": to}, user=user, now=now)


def _promise_owner(number: int) -> int | None:
    rows = Interaction.objects.promised().filter(pk=number)
    return _first(rows, "promise_owner_id")


def _give_promise(number: int, to: Any, user: Any, now: datetime) -> None:
    Interaction.objects.promised().filter(pk=number).update(promise_owner=to)


def _taker(number: int) -> int | None:
    rows = QuestionCare.objects.filter(question=number)
    return _first(rows, "taken_by_id")


def _give_question(number: int, to: Any, user: Any, now: datetime) -> None:
    if _taker(number) is not None:
        give_back_question(question_id=number, user=user, now=now)
    if to is not None:
        take_question(question_id=number, user=to, now=now)


def _contact(number: int) -> int | None:
    return _first(Member.objects.filter(pk=number), "primary_contact_id")


def _give_member(number: int, to: Any, user: Any, now: datetime) -> None:
    """Set the primary contact; the backup contact stays, unless that is the
    same colleague.
    """
    lock_unmerged([number])
    changes: dict[str, Any] = {"primary_contact": to}
    backup = _first(Member.objects.filter(pk=number), "backup_contact_id")
    if to is not None and backup == to.pk:
        changes["backup_contact"] = None
    update_members(member_ids=[number], changes=changes, now=now)


def _first(rows: Any, name: str) -> int | None:
    found: int | None = rows.values_list(name, flat=True).first()
    return found


ISSUE = Giving(_issue_owner, _give_issue, "alerts:issue_edit")
PROMISE = Giving(_promise_owner, _give_promise, "teamwork:promise_move")
QUESTION = Giving(_taker, _give_question, "alerts:question_take")
MEMBER = Giving(_contact, _give_member, "members:member_edit", True)
GIVINGS: dict[str, Giving] = {
    "unowned": ISSUE,
    "alert": ISSUE,
    "unconfirmed": ISSUE,
    "late_issue": ISSUE,
    "issue": ISSUE,
    "promise": PROMISE,
    "late_promise": PROMISE,
    "question": QUESTION,
    "newcomer": MEMBER,
    "cooling": MEMBER,
    "uncared": MEMBER,
}


@atomic_with_retry
def reassign_items(
    *,
    items: Sequence[tuple[str, int]],
    to_user: Any,
    user: Any,
    now: datetime,
) -> Reassignment:
    """Give these items to a colleague, all or none, and return the record by
    which that can be undone.

    Errors: DomainError if one cannot be given away, Forbidden if its page
    would not allow it either.
    """
    before = []
    for kind, number in dict.fromkeys(items):
        giving = _giving(kind, to_user, user)
        before.append([kind, number, giving.owner(number)])
        giving.give(number, to_user, user, now)
    return Reassignment.objects.create(
        to_user=to_user,
        items=before,
        made_at=now,
        made_by=user,
    )


def _giving(kind: str, to_user: Any, user: Any) -> Giving:
    giving = GIVINGS.get(kind)
    if giving is None:
        raise Invalid(
            "not_assignable",
            _("This belongs to who has it: open it and decide there."),
        )
    if not may(user, giving.needs, "POST"):
        raise Forbidden("not_yours", _("Your role may not give this away."))
    if giving.is_contact and not _is_colleague(to_user):
        text = _("%(name)s may not edit members and cannot be a contact.")
        raise Invalid("no_contact", text % {"name": to_user})
    return giving


def _is_colleague(user: Any) -> bool:
    return colleagues().filter(pk=user.pk).exists()


@atomic_with_retry
def undo_reassignment(
    *,
    reassignment_id: int,
    user: Any,
    now: datetime,
) -> int:
    """Give back what still is as it was given, and return how many.

    Errors: Conflict if that was done before.
    """
    rows = Reassignment.objects.select_for_update(of=("self",))
    row = rows.get(pk=reassignment_id)
    if row.undone_at is not None:
        raise Conflict("undone_already", _("This was undone already."))
    accounts = get_user_model().objects.in_bulk(
        {before for _kind, _number, before in row.items if before},
    )
    restored = 0
    for kind, number, before in row.items:
        giving = GIVINGS[kind]
        if giving.owner(number) == row.to_user_id:
            giving.give(number, accounts.get(before), user, now)
            restored += 1
    row.undone_at = now
    row.undone_by = user
    row.save(update_fields=["undone_at", "undone_by"])
    return restored
