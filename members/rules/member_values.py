"""Values of members as files and machines write them: read, or refused by name."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from common.rules.characters import is_visible, unreadable_characters
from common.rules.corrupted_values import is_corrupted, is_corrupted_id
from common.rules.moments import MomentError, MomentReader
from members.rules.member_words import (
    END_REASON_WORDS,
    KIND_WORDS,
    OWNER_STATUS_WORDS,
)
from members.rules.vins import fold_vin, is_vin

NAME_LIMIT = 60
PLACE_LIMIT = 30
MODEL_LIMIT = 40
PLATFORM_LIMIT = 40
ID_LIMIT = 128
ID_PARTS = re.compile(r"([^:：]+)[:：](.+)", re.DOTALL)
EARLIEST = date(1950, 1, 1)
LATEST_YEAR_AHEAD = 2
# What is wrong with a moment, said of a day.
DAY_CODES = {"bad_time": "bad_day", "time_out_of_range": "bad_day"}
MOBILE_DIGITS = 11
PHONE_DIGITS = range(6, 16)
_COMPACT_DAY = re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")
_MASKED = re.compile(r"[*＊•●]{2,}|[xX]{4,}")
_PHONE_SIGNS = str.maketrans("", "", " -–—()（）.·\u00a0\u3000")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_YEAR = re.compile(r"(\d{4})(?:款|年款|年)?")


class Days(NamedTuple):
    """Today, the last day that a row may name; the zone whose days count; how
    moments are read.
    """

    today: date
    zone: tzinfo
    moments: MomentReader


class WrongValue(ValueError):
    """A cell that cannot be used; `code` names the fault."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_spreadsheet_change(before: str, after: str) -> bool:
    """Tell whether only a spreadsheet would turn the first text into the second."""
    if before == after:
        return False
    if is_corrupted(after):
        return True
    if not before.isdecimal():
        return False
    bare = before.lstrip("0")
    has_lost_zeros = after in (bare, f"{bare}.0")
    is_rounded = before[:15] == after[:15] and is_corrupted_id(after)
    return has_lost_zeros or is_rounded


def read_text(value: Any, limit: int) -> str:
    """Return a text of at most `limit` characters that readers can see. Errors: WrongValue."""
    if isinstance(value, bool | dict | list | float):
        raise WrongValue("wrong_type")
    text = unicodedata.normalize("NFC", str(value)).strip()
    if not text:
        raise WrongValue("missing_value")
    if len(text) > limit:
        raise WrongValue("text_too_long")
    if text.isascii() and text.isprintable():
        return text
    if "\ufffd" in text or unreadable_characters(text) or not is_visible(text):
        raise WrongValue("unreadable_text")
    return text


def read_name(value: Any) -> str:
    """Return a name of a person or a circle. Errors: WrongValue."""
    return read_text(value, NAME_LIMIT)


def read_place(value: Any) -> str:
    """Return a place or a tag. Errors: WrongValue."""
    return read_text(value, PLACE_LIMIT)


def read_model(value: Any) -> str:
    """Return a model or a software version. Errors: WrongValue."""
    return read_text(value, MODEL_LIMIT)


def read_id(value: Any) -> str:
    """Return an id of a platform. Errors: WrongValue, also for what a
    spreadsheet made of it.
    """
    text = read_text(value, ID_LIMIT)
    if is_corrupted_id(text):
        raise WrongValue("spreadsheet_value")
    return text


def read_identity(value: Any) -> tuple[str, str]:
    """Return platform and id of "platform:id". Errors: WrongValue."""
    text = read_text(value, PLATFORM_LIMIT + 1 + ID_LIMIT)
    parts = ID_PARTS.fullmatch(text)
    if parts is None:
        raise WrongValue("bad_identity")
    platform, external_id = parts.groups()
    return read_text(platform, PLATFORM_LIMIT), read_id(external_id)


def read_day(value: Any, days: Days) -> date:
    """Return a day up to today. Errors: WrongValue."""
    if isinstance(value, datetime):
        return _checked_day(_day_of_moment(value, days), days.today)
    if isinstance(value, date):
        return _checked_day(value, days.today)
    if isinstance(value, bool | dict | list):
        raise WrongValue("wrong_type")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    compact = _COMPACT_DAY.fullmatch(text)
    try:
        if compact is not None:
            year, month, number = map(int, compact.groups())
            day = date(year, month, number)
        else:
            day = _day_of_moment(days.moments.read(text), days)
    except MomentError as error:
        code = str(error)
        raise WrongValue(DAY_CODES.get(code, code)) from None
    except (ValueError, OverflowError):
        raise WrongValue("bad_day") from None
    return _checked_day(day, days.today)


def _day_of_moment(moment: datetime, days: Days) -> date:
    """Return the business day of a moment; one without an offset is local."""
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(days.zone).date()


def _checked_day(day: date, today: date) -> date:
    if day < EARLIEST:
        raise WrongValue("bad_day")
    if day > today:
        raise WrongValue("day_in_future")
    return day


def read_year(value: Any, days: Days) -> int:
    """Return the year of a model, e.g. of 2024款. Errors: WrongValue."""
    if isinstance(value, bool | float | dict | list):
        raise WrongValue("wrong_type")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    parts = _YEAR.fullmatch(text)
    if parts is None:
        raise WrongValue("bad_year")
    year = int(parts[1])
    if not EARLIEST.year <= year <= days.today.year + LATEST_YEAR_AHEAD:
        raise WrongValue("bad_year")
    return year


def read_vin(value: Any) -> str:
    """Return a VIN in the form in which it is stored. Errors: WrongValue."""
    if isinstance(value, bool | float | dict | list):
        raise WrongValue("wrong_type")
    text = unicodedata.normalize("NFKC", str(value)).translate(_PHONE_SIGNS)
    if _MASKED.search(text):
        raise WrongValue("masked_value")
    vin = fold_vin(text)
    if is_corrupted(vin):
        raise WrongValue("spreadsheet_value")
    if not is_vin(vin):
        raise WrongValue("bad_vin")
    return vin


def read_phone(value: Any) -> str:
    """Return a phone number without blanks, a Chinese mobile number without
    +86. Errors: WrongValue.
    """
    if isinstance(value, bool | float | dict | list):
        raise WrongValue("wrong_type")
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if _MASKED.search(text):
        raise WrongValue("masked_value")
    if is_corrupted(text):
        raise WrongValue("spreadsheet_value")
    digits = text.translate(_PHONE_SIGNS)
    return _folded_phone(digits)


def _folded_phone(text: str) -> str:
    digits = text
    is_foreign = digits.startswith(("+", "00"))
    for code in ("+86", "0086", "86"):
        rest = digits.removeprefix(code)
        if rest != digits and len(rest) == MOBILE_DIGITS:
            return _digits(rest)
    if is_foreign:
        bare = digits.removeprefix("+").removeprefix("00")
        return f"+{_digits(bare)}"
    return _digits(digits)


def _digits(text: str) -> str:
    is_number = text.isascii() and text.isdecimal()
    if not is_number or len(text) not in PHONE_DIGITS:
        raise WrongValue("bad_phone")
    return text


def read_email(value: Any) -> str:
    """Return an e-mail address in small letters. Errors: WrongValue."""
    text = read_text(value, ID_LIMIT).lower()
    if _MASKED.search(text):
        raise WrongValue("masked_value")
    if not _EMAIL.fullmatch(text):
        raise WrongValue("bad_email")
    return text


def read_real_name(value: Any) -> str:
    """Return a person's name. Errors: WrongValue."""
    text = read_text(value, NAME_LIMIT)
    if _MASKED.search(text) or text.endswith("*"):
        raise WrongValue("masked_value")
    if is_corrupted(text):
        raise WrongValue("spreadsheet_value")
    return text


def _word_reader(
    words: Mapping[str, str],
    code: str,
) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if isinstance(value, float | dict | list):
            raise WrongValue("wrong_type")
        text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
        if text not in words:
            raise WrongValue(code)
        return words[text]

    return read


read_owner_status = _word_reader(OWNER_STATUS_WORDS, "unknown_owner_status")
read_kind = _word_reader(KIND_WORDS, "unknown_member_kind")
read_end_reason = _word_reader(END_REASON_WORDS, "unknown_end_reason")


def split_list(value: Any) -> list[str]:
    """Return the entries of a cell, which stand between , 、 ; or |."""
    if isinstance(value, list):
        return [str(entry) for entry in value]
    entries = re.split(r"[,，、;；|｜\n]", str(value))
    return [entry.strip() for entry in entries if entry.strip()]
