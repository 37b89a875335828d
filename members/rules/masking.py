"""What is shown of phone numbers, names and addresses: enough to recognise, not to use."""

import re
from collections.abc import Mapping
from typing import Any

from common.rules.rows import Fault, RejectedDraft
from members.rules.member_words import FIELD_OF_WORD, fold_header
from members.rules.vins import mask_vin

SHOWN_PHONE_START = 3
SHOWN_PHONE_END = 4
MIN_PHONE = 8
# Fields whose cells are personal, and lists of the API that hold such fields.
PERSONAL_FIELDS = frozenset({"phone", "real_name", "email", "unionid", "vin"})
CONTAINERS = frozenset({"vehicles", "contacts"})
# A refused cell may hold something else than its column says.
_LIKE_PHONE = re.compile(r"[+\d*.\s()-]+")
_LIKE_VIN = re.compile(r"[A-Za-z0-9*]+")
_LIKE_EMAIL = re.compile(r"[^@]*@[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*")
_PLACE = re.compile(r"\[\d+\]$")
# What is said of rows that could not be read, without a word of theirs.
_REASON_CODES = frozenset({"bad_csv", "column_count"})
_REASON = re.compile(r"nested too deep$|[A-Za-z]+Error: ")


def mask_contact(kind: str, text: str) -> str:
    """Return a personal detail with most of its characters hidden."""
    if kind == "phone":
        return _mask_phone(text)
    if kind == "email":
        name, _at, host = text.partition("@")
        if host:
            return f"{name[:1]}***@{host}"
        return _mask_name(text)
    return _mask_name(text)


def _mask_phone(text: str) -> str:
    if len(text) < MIN_PHONE:
        return "*" * len(text)
    hidden = len(text) - SHOWN_PHONE_START - SHOWN_PHONE_END
    start = text[:SHOWN_PHONE_START]
    return f"{start}{'*' * hidden}{text[-SHOWN_PHONE_END:]}"


def _mask_name(text: str) -> str:
    """Return the first character and a star for each other, at most five."""
    return text[:1] + "*" * min(max(len(text) - 1, 1), 5)


def field_of_column(column: str) -> str:
    """Return the field of a column by its name: a header, or a path in JSON."""
    name = _PLACE.sub("", column.rpartition(".")[2])
    return FIELD_OF_WORD.get(fold_header(name), name)


def mask_cell(field: str, value: Any) -> str:
    """Return what is shown of a refused cell: personal ones masked; of objects
    and lists, which may hold anything, the first character.
    """
    text = str(value).strip()
    if isinstance(value, Mapping | list) or field in CONTAINERS:
        return _mask_unknown(text)
    if field not in PERSONAL_FIELDS:
        return str(value)
    if field == "phone" and _LIKE_PHONE.fullmatch(text):
        return _mask_phone(text)
    if field == "vin" and _LIKE_VIN.fullmatch(text):
        return mask_vin(text)
    if field == "email" and _LIKE_EMAIL.fullmatch(text):
        return mask_contact("email", text)
    return _mask_unknown(text)


def mask_fault_value(code: str, column: str, value: str) -> str:
    """Return what is shown of the value of a fault in a row about a member;
    masked values stay as they are.
    """
    if column:
        return mask_cell(field_of_column(column), value)
    if code in _REASON_CODES or _REASON.match(value):
        return value
    return _mask_unknown(value)


def mask_rejected(row: RejectedDraft) -> RejectedDraft:
    """Return a row that could not be read at all, with its values masked."""
    faults = []
    for code, column, value in row.faults:
        faults.append(Fault(code, column, mask_fault_value(code, "", value)))
    return row._replace(faults=tuple(faults))


def _mask_unknown(text: str) -> str:
    if text:
        return _mask_name(text)
    return ""
