"""Members in with their circles: what files, commands and REST do alike."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from common.db.transactions import atomic_with_retry
from common.rules.rows import Fault
from community.models import CircleMembership
from community.services.memberships import (
    CircleRow,
    known_circles,
    make_circles,
    store_memberships,
)
from members.rules.member_drafts import MemberDraft
from members.services.rows_after_merge import moved_owners, new_rows_noted
from members.services.upserts import RowOutcome, upsert_members


class RowOrigin(NamedTuple):
    """From where rows come and how they are taken.

    accepted: changes (line:field) to take although a spreadsheet seems to have
    made them, None to take all · makes_circles: make circles that are unknown.
    """

    source: str
    now: datetime
    today: date
    accepted: Collection[str] | None = None
    makes_circles: bool = True


@atomic_with_retry
def take_members(
    *,
    drafts: Sequence[MemberDraft],
    delivery: RowOrigin,
    dry_run: bool = False,
) -> list[RowOutcome]:
    """Store what the rows say about members and their circles, or say what
    would change; return what becomes of each row, in their order.
    """
    names = {circle.name for draft in drafts for circle in draft.circles}
    circles = known_circles(names)
    if delivery.makes_circles:
        if not dry_run:
            circles = make_circles(names)
        usable = names
    else:
        usable = set(circles)
    refused = _refuse_unknown_circles(drafts, usable)
    outcomes = upsert_members(
        drafts=[draft for draft in drafts if id(draft) not in refused],
        source=delivery.source,
        now=delivery.now,
        today=delivery.today,
        accepted=delivery.accepted,
        dry_run=dry_run,
    )
    by_draft = {id(outcome.draft): outcome for outcome in outcomes} | refused
    ordered = []
    for draft in drafts:
        ordered.append(by_draft[id(draft)])
    _take_circles(ordered, circles, delivery.today, dry_run=dry_run)
    return ordered


def _refuse_unknown_circles(
    drafts: Sequence[MemberDraft],
    usable: Collection[str],
) -> dict[int, RowOutcome]:
    refused = {}
    for draft in drafts:
        faults = []
        for circle in draft.circles:
            if circle.name not in usable:
                fault = Fault("unknown_circle", circle.column, circle.name)
                faults.append(fault)
        if faults:
            outcome = RowOutcome(draft, "rejected", faults=tuple(faults))
            refused[id(draft)] = outcome
    return refused


def _take_circles(
    outcomes: Sequence[RowOutcome],
    circles: dict[str, int],
    today: date,
    *,
    dry_run: bool,
) -> None:
    """Store the memberships of taken rows, and add their changes to the outcomes."""
    rows = []
    for outcome in outcomes:
        if outcome.status == "rejected":
            continue
        for circle in outcome.draft.circles:
            row = CircleRow(outcome.draft.line, outcome.member_id, circle)
            rows.append(row)
    named = [
        (outcome.member_id, outcome.draft.identities[0])
        for outcome in outcomes
        if outcome.status != "rejected"
    ]
    owners = {} if dry_run else moved_owners(named)
    with new_rows_noted((CircleMembership,), owners):
        changes = store_memberships(
            rows=rows,
            circles=circles,
            today=today,
            dry_run=dry_run,
        )
    for outcome in outcomes:
        more = changes.get(outcome.draft.line)
        if more and outcome.status != "rejected":
            outcome.changes += more
            if outcome.status != "created":
                outcome.status = "changed"
