"""Members in: the one path of files, commands and REST."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from common.db.fields import blind_index
from common.db.transactions import atomic_with_retry
from common.rules.rows import Fault
from members.models import (
    MemberContact,
    MemberIdentity,
    MemberTag,
    VehicleOwnership,
)
from members.rules.masking import mask_contact
from members.rules.member_drafts import MemberDraft
from members.rules.member_plans import MemberPlanner
from members.rules.member_states import FieldChange, MemberPlan
from members.selectors.member_states import (
    ACCOUNT_FIELDS,
    accounts_named,
    read_states,
)
from members.services.member_matching import (
    Match,
    look_up,
    match_members,
)
from members.services.member_waves import split_into_waves
from members.services.member_writer import Write, store_plans
from members.services.rows_after_merge import moved_owners, new_rows_noted

ROWS_OF_MEMBERS = (MemberIdentity, MemberContact, MemberTag, VehicleOwnership)


@dataclass
class RowOutcome:
    """What became of a row: created, changed, unchanged, conflict or rejected.

    conflicts: what the row says where staff's value stands; personal values
    are masked · alike: other members whom
    the row may mean · left_out: changes that only a spreadsheet would make.
    """

    draft: MemberDraft
    status: str
    member_id: int | None = None
    changes: list[FieldChange] = field(default_factory=list)
    conflicts: list[FieldChange] = field(default_factory=list)
    left_out: list[FieldChange] = field(default_factory=list)
    alike: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


@atomic_with_retry
def upsert_members(
    *,
    drafts: Sequence[MemberDraft],
    source: str,
    now: datetime,
    today: date,
    accepted: Collection[str] | None = None,
    dry_run: bool = False,
) -> list[RowOutcome]:
    """Store what the rows say about members, or with `dry_run` only say what
    would change; return what becomes of each row, in the rows' order.

    What staff have set stays, and what the row says instead is kept as a
    conflict. A row that would make two members one is refused, naming both.
    accepted: see MemberPlanner. Sent again, nothing changes.
    """
    planner = MemberPlanner(
        today=today,
        index=blind_index,
        accepted=accepted,
    )
    accounts = accounts_named(_named_accounts(drafts))
    outcomes: dict[int, RowOutcome] = {}
    known = look_up(drafts)
    for number, wave in enumerate(split_into_waves(drafts, known)):
        if number:
            # The waves before may have made the members of this one.
            known = look_up(wave)
        matches = match_members(wave, known)
        taken: list[tuple[RowOutcome, Write]] = []
        for outcome, write in _plan_wave(wave, matches, planner, accounts):
            outcomes[id(outcome.draft)] = outcome
            if write is not None:
                taken.append((outcome, write))
        if dry_run:
            continue
        with new_rows_noted(ROWS_OF_MEMBERS, _moved_owners(taken)):
            ids = store_plans(
                [write for _outcome, write in taken],
                accounts=accounts,
                source=source,
                now=now,
            )
        for (outcome, _write), pk in zip(taken, ids, strict=True):
            outcome.member_id = pk
    return [outcomes[id(draft)] for draft in drafts]


def _moved_owners(taken: Sequence[tuple[RowOutcome, Write]]) -> dict[int, int]:
    named = []
    for outcome, write in taken:
        named.append((write.member_id, outcome.draft.identities[0]))
    return moved_owners(named)


def _named_accounts(drafts: Sequence[MemberDraft]) -> set[str]:
    names = set()
    for draft in drafts:
        for contact in ACCOUNT_FIELDS:
            if draft.fields.get(contact):
                names.add(draft.fields[contact])
    return names


def _plan_wave(
    drafts: Sequence[MemberDraft],
    matches: Sequence[Match],
    planner: MemberPlanner,
    accounts: Collection[str],
) -> Iterator[tuple[RowOutcome, Write | None]]:
    known = {match.member_id for match in matches if match.member_id}
    states = read_states(known)
    for draft, match in zip(drafts, matches, strict=True):
        faults = _account_faults(draft, accounts)
        if match.fault is not None:
            faults.append(match.fault)
        if faults:
            yield _rejected(draft, match, faults), None
            continue
        state = states[match.member_id] if match.member_id else None
        plan = planner.plan(state, draft)
        if plan.faults:
            yield _rejected(draft, match, plan.faults), None
            continue
        outcome = _outcome(draft, match, plan)
        yield outcome, Write(match.member_id, plan)


def _account_faults(
    draft: MemberDraft,
    accounts: Collection[str],
) -> list[Fault]:
    faults = []
    for contact in ACCOUNT_FIELDS:
        name = draft.fields.get(contact)
        if name and name not in accounts:
            column = draft.column_of(contact)
            faults.append(Fault("unknown_account", column, name))
    return faults


def _rejected(
    draft: MemberDraft,
    match: Match,
    faults: list[Fault],
) -> RowOutcome:
    return RowOutcome(
        draft,
        "rejected",
        alike=match.alike,
        faults=tuple(faults),
    )


def _outcome(
    draft: MemberDraft,
    match: Match,
    plan: MemberPlan,
) -> RowOutcome:
    return RowOutcome(
        draft,
        plan.status,
        member_id=match.member_id,
        changes=plan.changes,
        conflicts=list(_conflicts_of(plan)),
        left_out=plan.left_out,
        alike=match.alike,
    )


def _conflicts_of(plan: MemberPlan) -> Iterator[FieldChange]:
    for name, value in sorted(plan.conflicts.items()):
        is_personal = name in MemberContact.Kind.values
        after = mask_contact(name, value) if is_personal else value
        yield FieldChange(name, plan.kept[name], after)
