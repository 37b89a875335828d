"""Values that a spreadsheet or a wrong encoding has destroyed.

What was there cannot be known any more, so such a value is refused by name: two
ids of 18 digits that became 1.23E+17 are one person for ever.
"""

import codecs
import re
import unicodedata

# Spreadsheets keep 15 digits of a number and write zeros for the others.
KEPT_DIGITS = 15
LEAST_ZEROS = 3
REPLACEMENT = "\ufffd"
MUCH_REPLACED = 0.1
_EXPONENT = re.compile(
    r"[+-]?(?:\d{1,3}[.,]\d+E[+-]?\d{1,3}|\d{1,3}E[+-]\d{1,3}|\dE\d\d)",
    re.IGNORECASE,
)
_CUT_DIGITS = re.compile(
    rf"[+-]?\d{{{KEPT_DIGITS - LEAST_ZEROS},{KEPT_DIGITS}}}(0{{{LEAST_ZEROS},}})",
)
# An id that a column with empty cells has turned into a fraction.
_FLOAT = re.compile(r"\d{4,}\.0")
# Excel and WPS in any language write the English errors into files; LibreOffice
# writes those of its own language, and numbers.
_ERROR = re.compile(
    r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!|FIELD!"
    r"|BLOCKED!|UNKNOWN!|CONNECT!|BUSY!|PYTHON!|GETTING_DATA"
    r"|名称[?!]|引用[?!]|值[?!]|数值[?!]|数字[?!]|不适用)"
    r"|(?:错误|Err(?:or)?):\s?\d{3}|#{3,}",
    re.IGNORECASE,
)
# Bytes that were no text, replaced and then read in another encoding; memory
# that nobody wrote to.
_REPLACED_BYTES = re.compile("锟斤拷|ï¿½|[烫屯]{3}")
_HAN = re.compile("[\u4e00-\u9fff]")
_LEAST_HAN = 2
_MISTAKEN = ("gb18030", "cp1252", "latin-1")


def is_corrupted(text: str) -> bool:
    """Tell whether a short text, such as a name, is only what is left of one."""
    if text.isascii() and text.isalpha():
        return False
    return is_spreadsheet_debris(text) or is_mojibake(text)


def is_corrupted_id(text: str) -> bool:
    """Tell whether a text is what is left of an id.

    Of whole numbers with 16 digits and more a spreadsheet keeps 15. One of a
    thousand real ids of that length ends so, too; that is refused as well.
    10023.0 is a whole number no more.
    """
    if text.isascii() and text.isdigit():
        return is_cut_number(text)
    return is_corrupted(text) or bool(_FLOAT.fullmatch(text))


def is_cut_number(text: str) -> bool:
    """Tell whether a number of 16 digits or more has lost its last ones."""
    if not text.endswith("000") or len(text) <= KEPT_DIGITS:
        return False
    return bool(_CUT_DIGITS.fullmatch(text))


def is_spreadsheet_debris(text: str) -> bool:
    """Tell whether a text is a number in scientific notation, the error of a
    formula, or the signs of a column that was too narrow.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > 40:
        return False
    return bool(_EXPONENT.fullmatch(plain) or _ERROR.fullmatch(plain))


def is_mojibake(text: str) -> bool:
    """Tell whether a text, or a part of it, was read in a wrong encoding."""
    if text.isascii():
        return False
    if REPLACEMENT in text or _REPLACED_BYTES.search(text):
        return True
    return any(_is_misread(text, encoding) for encoding in _MISTAKEN)


def _is_misread(text: str, encoding: str) -> bool:
    """Tell whether the text, written in this encoding, is Chinese in UTF-8: real
    text hardly ever is.
    """
    try:
        # A cut last character is left out.
        reread = _utf8(text.encode(encoding))
    except UnicodeError:
        return False
    return reread != text and len(_HAN.findall(reread)) >= _LEAST_HAN


def _utf8(content: bytes) -> str:
    return codecs.getincrementaldecoder("utf-8")().decode(content)


def is_corrupted_text(text: str) -> bool:
    """Tell whether hardly anything is left of a long text.

    A text may speak of #N/A, and one cut emoji at its end does no harm.
    """
    if text.isascii():
        return is_spreadsheet_debris(text)
    lost = text.count(REPLACEMENT) + 3 * len(_REPLACED_BYTES.findall(text))
    if lost > MUCH_REPLACED * len(text):
        return True
    return is_spreadsheet_debris(text)
