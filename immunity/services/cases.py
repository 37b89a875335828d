"""Case files of crises, their checks, and reasons without a case file."""

from collections.abc import Iterable, Mapping, Sized
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Issue
from common.db.edits import apply_edit
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid, NotFound
from immunity.models import CaseCheck, CaseOmission, CrisisCase
from immunity.selectors.crises import case_of, is_outdated

MOST_CHECKS = 20
Check = Mapping[str, Any]


@atomic_with_retry
def write_case(
    *,
    issue_id: int,
    values: Mapping[str, str],
    checks: Iterable[Check],
    now: datetime,
    user: Any,
) -> CrisisCase:
    """Store the case file of a closed issue that had raised an alert, with
    what is to be checked and when; return it. A reason without one is gone.

    Errors: NotFound, Conflict if the issue is open, raised no alert, or has a
    case file already, also by an issue that was merged into it; Invalid if
    nothing is to be checked, or too much.
    """
    issue = _lock_crisis(issue_id)
    if case_of(issue) is not None:
        text = _("This issue has a case file already.")
        raise Conflict("case_known", text)
    wanted = list(checks)
    _check_number(wanted)
    case = CrisisCase(
        issue=issue,
        **values,
        written_at=now,
        written_by=user,
        revised_at=now,
    )
    case.full_clean()
    case.save()
    for check in wanted:
        add_check(
            case=case,
            question=check["question"],
            due_on=check["due_on"],
            owner=issue.owner or user,
        )
    CaseOmission.objects.filter(issue=issue).delete()
    return case


def _check_number(checks: Sized) -> None:
    """Errors: Invalid for no checks, or too many of them."""
    if not checks:
        text = _("Say what is to be checked afterwards, and when.")
        raise Invalid("no_checks", text)
    if len(checks) > MOST_CHECKS:
        text = _("At most %(most)s checks at once; add more on the page.") % {
            "most": MOST_CHECKS,
        }
        raise Invalid("too_many_checks", text)


def add_check(
    *,
    case: CrisisCase,
    question: str,
    due_on: date,
    owner: Any,
) -> CaseCheck:
    """Store what is to be checked on a day, and return it.

    Errors: ValidationError.
    """
    check = CaseCheck(case=case, question=question, due_on=due_on, owner=owner)
    check.full_clean()
    check.save()
    return check


@atomic_with_retry
def edit_case(
    *,
    case_id: int,
    changes: dict[str, Any],
    opened: dict[str, Any],
    now: datetime,
) -> CrisisCase:
    """Change a case file and return it; it is up to date now, even if nothing
    was to be changed. Errors: EditConflict.
    """
    rows = CrisisCase.objects.select_for_update(of=("self",))
    case: CrisisCase = rows.get(pk=case_id)
    apply_edit(case, changes=changes, opened=opened)
    case.revised_at = now
    case.save(update_fields=["revised_at"])
    return case


@atomic_with_retry
def omit_case(
    *,
    issue_id: int,
    reason: str,
    now: datetime,
    user: Any,
) -> CaseOmission:
    """Store why no case file is written of a closed issue, and return the row;
    it stays on the desk of leads until one of them agrees. It replaces a
    reason that was given before the issue raised another alert.

    Errors: NotFound, Conflict as write_case(); Invalid without a reason.
    """
    issue = _lock_crisis(issue_id)
    if not reason.strip():
        text = _("Say why no case file is needed.")
        raise Invalid("no_reason", text, where={"field": "reason"})
    known = CaseOmission.objects.filter(issue=issue).first()
    if known is not None and is_outdated(known):
        known.delete()
        known = None
    if known is not None or case_of(issue) is not None:
        text = _("That is decided already. Open the issue again to see it.")
        raise Conflict("case_known", text)
    row = CaseOmission(
        issue=issue, reason=reason, omitted_at=now, omitted_by=user
    )
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def agree_to_omission(
    *,
    omission_id: int,
    now: datetime,
    user: Any,
) -> CaseOmission:
    """Store that a lead agrees that no case file is needed; return the row.

    Errors: Conflict if it was their own reason, or is agreed to already.
    """
    rows = CaseOmission.objects.select_for_update(of=("self",))
    row: CaseOmission = rows.get(pk=omission_id)
    if row.agreed_at is not None:
        raise Conflict("agreed_already", _("A lead has agreed already."))
    if row.omitted_by_id == user.pk:
        text = _("Another lead has to agree with your reason.")
        raise Conflict("own_reason", text)
    row.agreed_at = now
    row.agreed_by = user
    row.save(update_fields=["agreed_at", "agreed_by"])
    return row


@atomic_with_retry
def undo_omission(*, omission_id: int) -> Issue:
    """Let a case file be asked for again, and return the issue.

    Errors: Conflict if a lead has agreed.
    """
    rows = CaseOmission.objects.select_for_update(of=("self",))
    row = rows.select_related("issue").get(pk=omission_id)
    if row.agreed_at is not None:
        raise Conflict("agreed_already", _("A lead has agreed already."))
    issue: Issue = row.issue
    row.delete()
    return issue


@atomic_with_retry
def finish_check(
    *,
    check_id: int,
    outcome: str,
    finding: str,
    now: datetime,
    user: Any,
) -> CaseCheck:
    """Store what a check found, and return it.

    Errors: Invalid for an outcome that does not exist or one in no words;
    Conflict if it is done.
    """
    rows = CaseCheck.objects.select_for_update(of=("self",))
    check: CaseCheck = rows.get(pk=check_id)
    if check.done_at is not None:
        raise Conflict("done_already", _("This was checked already."))
    if outcome not in CaseCheck.Outcome.values:
        raise Invalid("no_outcome", _("Say what was found."))
    if outcome != CaseCheck.Outcome.HOLDS and not finding:
        text = _("Say in words what was found.")
        raise Invalid("no_finding", text, where={"field": "finding"})
    check.outcome = outcome
    check.finding = finding
    check.done_at = now
    check.done_by = user
    check.full_clean()
    check.save()
    return check


@atomic_with_retry
def reopen_check(*, check_id: int) -> CaseCheck:
    """Let a check be open again, and return it. Errors: Conflict."""
    rows = CaseCheck.objects.select_for_update(of=("self",))
    check: CaseCheck = rows.get(pk=check_id)
    if check.done_at is None:
        raise Conflict("open_already", _("This check is open."))
    check.outcome = check.finding = ""
    check.done_at = check.done_by = None
    check.save()
    return check


def _lock_crisis(issue_id: int) -> Issue:
    """Lock a closed issue that had raised an alert, and return it.

    Errors: NotFound, Conflict if it is open or raised no alert.
    """
    rows = Issue.objects.unmerged().select_for_update(of=("self",))
    issue: Issue | None = rows.filter(pk=issue_id).first()
    if issue is None:
        raise NotFound("no_issue", _("There is no such issue."))
    if issue.state != Issue.State.CLOSED:
        text = _("Close the issue first: a case file says how it ended.")
        raise Conflict("issue_open", text)
    if issue.alerted_at is None:
        text = _("This issue raised no alert, so no case file is kept.")
        raise Conflict("no_alert", text)
    return issue
