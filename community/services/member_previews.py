"""What a file of members would change, before anything of it is stored."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from common.jobs.queue import Progress
from common.jobs.read_ahead import read_ahead
from common.rules.rows import Fault
from community.selectors.member_tables import OpenMemberFile
from community.services.member_files import (
    count_notes,
    count_statuses,
    read_chunk,
)
from community.services.member_upserts import RowOrigin, take_members
from members.models import MemberContact
from members.rules.member_drafts import MemberDraft
from members.rules.member_states import FieldChange
from members.services.upserts import RowOutcome

DETAILS = frozenset(MemberContact.Kind.values)
SHOWN = 200
SHOWN_VALUE = 100
Listed = list[dict[str, Any]]


@dataclass
class _Findings:
    """The counts of a preview, and the first rows of each kind.

    new_keys: rows of new members so far; a later row of one is no second new
    member.
    """

    counts: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    changed: Listed = field(default_factory=list)
    conflicts: Listed = field(default_factory=list)
    left_out: Listed = field(default_factory=list)
    alike: Listed = field(default_factory=list)
    wrong: Listed = field(default_factory=list)
    new_keys: set[str] = field(default_factory=set)


def preview_table(
    *,
    table: OpenMemberFile,
    delivery: RowOrigin,
    progress: Progress,
    total: int | None,
) -> dict[str, Any]:
    """Return counts, and the first SHOWN changes, conflicts, left-out changes
    and wrong rows, as a job's result can hold them.
    """
    found = _Findings()
    rows = iter(table.rows)
    for chunk in read_ahead(partial(read_chunk, table.read, rows)):
        outcomes = take_members(
            drafts=chunk.drafts,
            delivery=delivery,
            dry_run=True,
        )
        _add_outcomes(found, outcomes)
        for row in chunk.rejected:
            _add_faults(found, row.line, "", row.faults)
        progress.report(table.position(), total)
    return {
        "counts": dict(found.counts),
        "notes": dict(found.notes),
        "changed": found.changed,
        "conflicts": found.conflicts,
        "left_out": found.left_out,
        "alike": found.alike,
        "wrong": found.wrong,
        "columns": dict(table.columns),
        "unread": table.unread,
    }


def _add_outcomes(found: _Findings, outcomes: list[RowOutcome]) -> None:
    for outcome in outcomes:
        is_repeated = outcome.draft.key in found.new_keys
        if outcome.status == "created":
            found.new_keys.add(outcome.draft.key)
            if is_repeated:
                outcome.status = "repeated"
    found.counts += count_statuses(outcomes)
    found.notes += count_notes(outcomes)
    for outcome in outcomes:
        if outcome.faults:
            line, key = outcome.draft.line, outcome.draft.key
            _add_faults(found, line, key, outcome.faults)
        else:
            _add_rows(found, outcome)


def _add_rows(found: _Findings, outcome: RowOutcome) -> None:
    draft = outcome.draft
    if outcome.status == "changed":
        _add_changes(found.changed, draft, outcome.changes)
    _add_changes(found.left_out, draft, outcome.left_out)
    if len(found.conflicts) < SHOWN:
        conflicts = _with_details(outcome.member_id, outcome.conflicts)
        _add_changes(found.conflicts, draft, conflicts)
    if outcome.alike:
        ids = ", ".join(str(pk) for pk in outcome.alike[:5])
        _add_changes(found.alike, draft, [FieldChange("alike", "", ids)])


def _with_details(
    member_id: int | None,
    conflicts: list[FieldChange],
) -> list[FieldChange]:
    """Return conflicts with what staff have set of personal details, masked."""
    kinds = [one.field for one in conflicts if one.field in DETAILS]
    if not kinds:
        return conflicts
    details = MemberContact.objects.filter(member=member_id, kind__in=kinds)
    masked = {one.kind: one.masked for one in details}
    shown = []
    for one in conflicts:
        before = masked.get(one.field, one.before)
        shown.append(one._replace(before=before))
    return shown


def _add_changes(
    listed: Listed,
    draft: MemberDraft,
    changes: list[FieldChange],
) -> None:
    for change in changes:
        if len(listed) < SHOWN:
            row = {
                "line": draft.line,
                "key": draft.key[:SHOWN_VALUE],
                "field": change.field,
                "before": change.before[:SHOWN_VALUE],
                "after": change.after[:SHOWN_VALUE],
            }
            listed.append(row)


def _add_faults(
    found: _Findings,
    line: int,
    key: str,
    faults: tuple[Fault, ...],
) -> None:
    found.counts["rejected"] += 1
    for fault in faults:
        if len(found.wrong) < SHOWN:
            texts = fault.as_texts()
            found.wrong.append({"line": line, "key": key, **texts})
