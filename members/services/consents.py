"""What members agree to, as they said it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.personal.declarations import Purpose
from common.personal.inventory import all_records
from members.models import MemberConsent
from members.selectors.consents import (
    ConsentRow,
    current_consents,
    is_outdated,
    says_the_same,
)
from members.selectors.personal_rows import rows_about
from members.services.erasing import empty_value
from members.services.locking import lock_unmerged
from members.services.refusal_ledger import (
    Refusal,
    note_refusal,
    refusing_members,
)

STOPS_SCORES = MemberConsent.Purpose.SCORING


@atomic_with_retry
def record_consent(
    *,
    member_id: int,
    purpose: str,
    is_given: bool,
    note: str,
    user: Any,
    now: datetime,
    notice: str = "",
    said_on: date | None = None,
    via: str = MemberConsent.Via.PAGE,
) -> MemberConsent:
    """Record that a member agreed to a purpose, or withdrew it; return the row.

    What they said last counts. Withdrawing the consent to scores takes them
    away at once; nights compute none until they agree again.
    """
    member = lock_unmerged([member_id])[member_id]
    row: MemberConsent = MemberConsent.objects.create(
        member=member,
        purpose=purpose,
        is_given=is_given,
        note=note,
        notice=notice,
        said_on=said_on,
        via=via,
        recorded_at=now,
        recorded_by=user,
    )
    if purpose == STOPS_SCORES and not is_given:
        delete_scores(member.pk)
    if not is_given:
        note_refusal(member.pk, purpose, now)
    return row


def delete_scores(member_id: int) -> None:
    """Delete the stored scores of a member, and their copies in other rows, as
    the inventory declares them.
    """
    for model, records in all_records().items():
        copies = records.scores.split()
        if records.purpose is Purpose.SCORES:
            rows_about(model, records, [member_id]).delete()
        elif copies:
            empty = {name: empty_value(model, name) for name in copies}
            rows_about(model, records, [member_id]).update(**empty)


class ConsentOutcome(NamedTuple):
    """How many rows were new, how many said what was known already, and the
    positions of those that contradict what the member said on a later day.
    """

    recorded: int
    unchanged: int
    outdated: list[int]


@atomic_with_retry
def record_consents(
    *,
    rows: Sequence[ConsentRow],
    via: str,
    user: Any,
    now: datetime,
) -> ConsentOutcome:
    """Record what members said, row by row; return what became of the rows.

    What was known already and what is outdated is not recorded. Rows of a
    merged member are compared with what is known of the one that was kept.
    Errors: NotFound if a member does not exist.
    """
    recorded = 0
    outdated = []
    # Locked before anything is read: what they say meanwhile, and a merge, wait.
    locked = lock_unmerged(row.member_id for row in rows)
    for position, said in enumerate(rows):
        row = said._replace(member_id=locked[said.member_id].pk)
        current = current_consents(row.member_id)
        if says_the_same(current, row):
            continue
        if is_outdated(current, row):
            outdated.append(position)
            continue
        record_consent(
            **row._asdict(),
            via=via,
            user=user,
            now=now,
        )
        recorded += 1
    unchanged = len(rows) - recorded - len(outdated)
    return ConsentOutcome(recorded, unchanged, outdated)


def replay_withdrawals(refusals: Iterable[Refusal], *, now: datetime) -> int:
    """Record again the withdrawn consents that a restored database does not
    know; return how many.

    What a member said after a withdrawal, as far as the database has it,
    counts more.
    """
    count = 0
    for refusal in refusals:
        if refusal.purpose not in MemberConsent.Purpose:
            continue
        for member_id in refusing_members(refusal):
            count += _withdraw_again(member_id, refusal, now)
    return count


def _withdraw_again(member_id: int, refusal: Refusal, now: datetime) -> bool:
    last = current_consents(member_id).get(refusal.purpose)
    if last is not None and (
        not last.is_given or last.recorded_at >= refusal.made_at
    ):
        return False
    record_consent(
        member_id=member_id,
        purpose=refusal.purpose,
        is_given=False,
        note=_("Taken from the ledger after a backup was restored"),
        said_on=business_date(refusal.made_at),
        via=MemberConsent.Via.FILE,
        user=None,
        now=now,
    )
    return True
