"""Sign-ups and attendance from a file: which rows mean whom, and what is wrong
with which cell. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from activity.labels import fault_text
from campaigns.models import Participant
from campaigns.models.choices import WORDS_LENGTH
from common.calendar import business_today, business_zone
from common.errors import Invalid
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table
from common.rules.moments import MomentReader, MomentRules
from common.rules.rows import RejectedDraft
from koc.selectors.roster_import_rows import CellFault
from members.models import Member
from members.rules.member_values import Days, WrongValue, read_day
from members.selectors.identities import members_named

COLUMNS = ("identity", "signed_up_on", "attended_on", "note")
REQUIRED = ("identity",)
DAY_COLUMNS = ("signed_up_on", "attended_on")
CHINESE_COLUMNS = {
    "外部身份": "identity",
    "身份": "identity",
    "成员编号": "identity",
    "报名日期": "signed_up_on",
    "到场日期": "attended_on",
    "签到日期": "attended_on",
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
    note: str


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
        self._known = set(known.values_list("member_id", flat=True))
        self._lines: dict[int, int] = {}

    def read(
        self, read: ReadParticipants, line: int, texts: dict[str, str]
    ) -> None:
        """Add what a row says, or what is wrong with it."""
        faults = []
        days = {}
        for column in DAY_COLUMNS:
            text = texts[column]
            try:
                days[column] = self._day(text)
            except WrongValue as wrong:
                shown = text[:SHOWN_CHARACTERS]
                why = str(fault_text(wrong.code))
                faults.append(CellFault(line, column, shown, why))
        if not faults and not any(days.values()):
            text = _("Say when the member signed up or attended.")
            faults.append(CellFault(line, "signed_up_on", "", text))
        if len(texts["note"]) > WORDS_LENGTH:
            shown = texts["note"][:SHOWN_CHARACTERS]
            text = _("At most %(most)s characters.") % {"most": WORDS_LENGTH}
            faults.append(CellFault(line, "note", shown, text))
        member, fault = self._member(line, texts["identity"])
        if fault is not None:
            faults.append(fault)
        if faults or member is None:
            read.faults.extend(faults)
            return
        self._lines[member.pk] = line
        row = FileRow(
            line=line,
            member_id=member.pk,
            signed_up_on=days["signed_up_on"],
            attended_on=days["attended_on"],
            note=texts["note"],
        )
        is_new = member.pk not in self._known
        read.rows.append(ShownFileRow(row, member, is_new))

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
            text = _("Only persons can take part.")
            return None, CellFault(line, "identity", shown, text)
        return member, None


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
