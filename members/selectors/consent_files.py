"""Consents from a file: which rows say something new, and what is wrong with
which cell. Nothing is stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.errors import TooLarge
from common.files.columns import check_header, headed_columns
from common.files.tables import open_table
from common.rules.rows import RejectedDraft
from members.models import (
    CONSENT_NOTE_LENGTH,
    NOTICE_LENGTH,
    Member,
    MemberConsent,
    validate_readable,
)
from members.selectors.consents import (
    ConsentRow,
    current_consents,
    is_outdated,
    outdated_text,
    says_the_same,
)
from members.selectors.identities import members_named

COLUMNS = ("identity", "purpose", "says", "note", "notice", "said_on")
REQUIRED = ("identity", "purpose", "says", "note")
CHINESE_HEADER = (
    "外部身份",
    "用途",
    "表态",
    "场合与方式",
    "告知书版本",
    "表态日期",
)
YES = frozenset({"yes", "true", "1", "agreed", "agree", "同意", "是"})
NO = frozenset(
    {"no", "false", "0", "withdrawn", "refused", "撤回", "拒绝", "否"}
)
MAX_ROWS = 2000
LONGEST = {"note": CONSENT_NOTE_LENGTH, "notice": NOTICE_LENGTH}


class CellFault(NamedTuple):
    line: int
    column: str
    value: str
    message: str


class ShownConsent(NamedTuple):
    """A row that says something new, as the preview shows it."""

    line: int
    member: Member
    purpose: str
    row: ConsentRow


@dataclass(slots=True)
class ReadConsents:
    """What a file says."""

    rows: list[ShownConsent] = field(default_factory=list)
    unchanged: int = 0
    faults: list[CellFault] = field(default_factory=list)


def read_consents(path: Path, name: str) -> ReadConsents:
    """Return what a file would add to the ledger.

    Errors: DomainError if it is no table, lacks columns, or is too long.
    """
    chinese = dict(zip(CHINESE_HEADER, COLUMNS, strict=True))
    read = ReadConsents()
    with open_table(path, name, wanted=(*COLUMNS, *CHINESE_HEADER)) as table:
        check_header(table.header, least=len(REQUIRED))
        columns = headed_columns(
            table.header,
            chinese,
            fields=COLUMNS,
            required=REQUIRED,
        )
        for count, (line, row) in enumerate(table.rows):
            if count >= MAX_ROWS:
                text = _("At most %(most)s rows at once.")
                raise TooLarge("too_many_rows", text % {"most": MAX_ROWS})
            _add_row(read, line, row, columns)
    return read


def _add_row(
    read: ReadConsents,
    line: int,
    row: Any,
    columns: Mapping[str, str],
) -> None:
    if isinstance(row, RejectedDraft):
        fault = CellFault(line, "", "", _("The line cannot be read."))
        read.faults.append(fault)
        return
    texts = {name: _text(row.get(columns[name])) for name in COLUMNS}
    if not any(texts.values()):
        return
    consent, faults = consent_of(texts)
    if consent is None:
        for column, message in faults.items():
            value = texts[column]
            name = columns[column]
            read.faults.append(CellFault(line, name, value, message))
        return
    current = current_consents(consent.member_id)
    if says_the_same(current, consent):
        read.unchanged += 1
    elif is_outdated(current, consent):
        said_on = texts["said_on"]
        name = columns["said_on"]
        fault = CellFault(line, name, said_on, outdated_text())
        read.faults.append(fault)
    else:
        member = Member.objects.get(pk=consent.member_id)
        purpose = str(MemberConsent.Purpose(consent.purpose).label)
        read.rows.append(ShownConsent(line, member, purpose, consent))


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    text = "" if value is None else str(value)
    return text.replace("\x00", "").strip()


def consent_of(
    texts: Mapping[str, str],
) -> tuple[ConsentRow | None, dict[str, str]]:
    """Return what a row of texts says, or its faults by column."""
    faults: dict[str, str] = {}
    found, _unknown = members_named([texts["identity"]])
    member = found.get(texts["identity"])
    if member is None:
        faults["identity"] = _("Nobody is known under this name.")
    purpose = _purpose(texts["purpose"], faults)
    says = texts["says"].casefold()
    if says not in YES | NO:
        faults["says"] = _("Write “agreed” or “withdrawn”.")
    said_on = _day(texts.get("said_on", ""), faults)
    for name, longest in LONGEST.items():
        _check_text(name, texts.get(name, ""), longest, faults)
    if member is None or faults:
        return None, faults
    row = ConsentRow(
        member_id=member,
        purpose=purpose,
        is_given=says in YES,
        note=texts["note"],
        notice=texts.get("notice", ""),
        said_on=said_on,
    )
    return row, {}


def _purpose(text: str, faults: dict[str, str]) -> str:
    by_word = {str(one.label): one.value for one in MemberConsent.Purpose}
    purpose: str = by_word.get(text, text.casefold())
    if purpose not in MemberConsent.Purpose.values:
        known = ", ".join(MemberConsent.Purpose.values)
        message = _("There is no such purpose. Known are: %(known)s.")
        faults["purpose"] = message % {"known": known}
    return purpose


def _day(text: str, faults: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        faults["said_on"] = _("Write the day as 2026-05-19.")
        return None


def _check_text(
    name: str,
    text: str,
    longest: int,
    faults: dict[str, str],
) -> None:
    if name in REQUIRED and not text:
        faults[name] = _("This cell is needed.")
    elif len(text) > longest:
        message = _("At most %(most)s characters.")
        faults[name] = message % {"most": longest}
    else:
        try:
            validate_readable(text)
        except ValidationError as error:
            faults[name] = " ".join(error.messages)
