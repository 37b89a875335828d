"""Sign-ups and attendance from a file: which rows mean whom, and what is wrong
with which cell. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from activity.labels import fault_text
from campaigns.labels import row_fault_text
from campaigns.models import Participant
from campaigns.models.choices import WORDS_LENGTH
from campaigns.rules.participation import (
    DAY_FIELDS,
    Facts,
    ParticipantRow,
    facts_after,
    row_fault,
)
from campaigns.selectors.participants import facts_of
from common.calendar import business_today, business_zone
from common.errors import Invalid
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table
from common.rules.moments import MomentReader, MomentRules
from common.rules.rows import RejectedDraft
from koc.selectors.roster_import_rows import CellFault
from members.models import Member, validate_readable
from members.rules.member_values import Days, WrongValue, read_day
from members.selectors.identities import members_named

COLUMNS = ("identity", *DAY_FIELDS, "note")
REQUIRED = ("identity",)
CHINESE_COLUMNS = {
    "外部身份": "identity",
    "身份": "identity",
    "成员编号": "identity",
    "报名日期": "signed_up_on",
    "到场日期": "attended_on",
    "签到日期": "attended_on",
    "取消报名日期": "cancelled_on",
    "备注": "note",
}
MAX_ROWS = 2000
SHOWN_CHARACTERS = 80


class FileRow(NamedTuple):
    """A row that can be stored, as plain values; "" says nothing."""

    line: int
    member_id: int
    signed_up_on: str
    attended_on: str
    cancelled_on: str
    note: str


def participant_row(row: FileRow) -> ParticipantRow:
    """Return what a row of a file says about a member."""
    days = {
        name: date.fromisoformat(text)
        for name in DAY_FIELDS
        if (text := getattr(row, name))
    }
    return ParticipantRow(row.member_id, **days, note=row.note or None)


class ShownFileRow(NamedTuple):
    """A row, whom it means, and whether they are on the list already."""

    row: FileRow
    member: Member
    is_new: bool


@dataclass(slots=True)
class ReadParticipants:
    """What a file says: rows to store, and the faults by cell."""

    rows: list[ShownFileRow] = field(default_factory=list)
    unchanged: int = 0
    faults: list[CellFault] = field(default_factory=list)


class _RowReader:
    """Reads the cells of a row; what all of them need is read once."""

    def __init__(self, campaign_id: int, now: datetime) -> None:
        reader = MomentReader(MomentRules(zone=business_zone()))
        self._days = Days(
            today=business_today(now),
            zone=business_zone(),
            moments=reader,
        )
        known = Participant.objects.filter(campaign=campaign_id)
        self._known = {row.member_id: facts_of(row) for row in known}
        self._lines: dict[int, int] = {}

    def read(
        self, read: ReadParticipants, line: int, texts: dict[str, str]
    ) -> None:
        """Add what a row says, or what is wrong with it."""
        days, faults = self._days_of(line, texts)
        faults += _note_faults(line, texts["note"])
        member, fault = self._member(line, texts["identity"])
        if fault is not None:
            faults.append(fault)
        if member is not None and not faults:
            row = FileRow(line, member.pk, note=texts["note"], **days)
            faults += self._add(read, row, member)
        read.faults.extend(faults)

    def _add(
        self, read: ReadParticipants, row: FileRow, member: Member
    ) -> list[CellFault]:
        """Add a row that changes something, or return what is wrong with it."""
        said = participant_row(row)
        held = self._known.get(member.pk)
        after = facts_after(held or Facts(), said)
        fault = row_fault(said, after, self._days.today)
        if fault is not None:
            column, code = fault
            text = row_fault_text(code)
            return [CellFault(row.line, column, getattr(row, column), text)]
        self._lines[member.pk] = row.line
        if after == held:
            read.unchanged += 1
        else:
            read.rows.append(ShownFileRow(row, member, held is None))
        return []

    def _days_of(
        self, line: int, texts: dict[str, str]
    ) -> tuple[dict[str, str], list[CellFault]]:
        days = {}
        faults = []
        for column in DAY_FIELDS:
            text = texts[column]
            try:
                days[column] = self._day(text)
            except WrongValue as wrong:
                shown = text[:SHOWN_CHARACTERS]
                why = str(fault_text(wrong.code))
                faults.append(CellFault(line, column, shown, why))
        if not faults and not any(days.values()):
            text = row_fault_text("no_day")
            faults.append(CellFault(line, "signed_up_on", "", text))
        return days, faults

    def _day(self, text: str) -> str:
        return read_day(text, self._days).isoformat() if text else ""

    def _member(
        self, line: int, name: str
    ) -> tuple[Member | None, CellFault | None]:
        shown = name[:SHOWN_CHARACTERS]
        found, _unknown = members_named([name.removeprefix("#")])
        ids = Member.objects.unmerged_by_id(list(found.values()))
        if not name or not ids:
            text = _("No member has this identity, or several have it.")
            return None, CellFault(line, "identity", shown, text)
        member = next(iter(ids.values()))
        if member.pk in self._lines:
            text = _("The same member is in line %(line)s already.")
            text = text % {"line": self._lines[member.pk]}
            return None, CellFault(line, "identity", shown, text)
        if member.kind != Member.Kind.PERSON:
            text = row_fault_text("no_person")
            return None, CellFault(line, "identity", shown, text)
        return member, None


def _note_faults(line: int, note: str) -> list[CellFault]:
    shown = note[:SHOWN_CHARACTERS]
    if len(note) > WORDS_LENGTH:
        text = _("At most %(most)s characters.") % {"most": WORDS_LENGTH}
        return [CellFault(line, "note", shown, text)]
    try:
        validate_readable(note)
    except ValidationError as error:
        return [CellFault(line, "note", shown, " ".join(error.messages))]
    return []


def read_participants(
    path: Path,
    name: str,
    *,
    campaign_id: int,
    now: datetime,
) -> ReadParticipants:
    """Return what a file says about a campaign.

    Errors: DomainError if it is no table, lacks columns, or has more than
    MAX_ROWS rows.
    """
    reader = _RowReader(campaign_id, now)
    read = ReadParticipants()
    wanted = (*COLUMNS, *CHINESE_COLUMNS)
    with open_table(path, name, wanted=wanted) as table:
        check_header(table.header, least=len(REQUIRED))
        columns = headed_columns(
            table.header,
            CHINESE_COLUMNS,
            fields=COLUMNS,
            required=REQUIRED,
        )
        for count, (line, row) in enumerate(table.rows):
            if count >= MAX_ROWS:
                text = _("At most %(most)s rows at once.")
                raise Invalid("too_many_rows", text % {"most": MAX_ROWS})
            if isinstance(row, RejectedDraft):
                text = _("The line cannot be read.")
                read.faults.append(CellFault(line, "", "", text))
                continue
            texts = _texts(row, columns)
            if any(texts.values()):
                reader.read(read, line, texts)
    read.faults = [fault.headed(columns) for fault in read.faults]
    return read


def _texts(
    row: Mapping[str, Any], columns: Mapping[str, str]
) -> dict[str, str]:
    texts = {}
    for name in COLUMNS:
        value = row.get(columns[name])
        if isinstance(value, datetime | date):
            value = value.isoformat()[:10]
        text = "" if value is None else str(value)
        texts[name] = text.replace("\x00", "").strip()
    return texts
