"""A row of a file or a request, and what is said of one that is refused."""

from typing import Any, NamedTuple


class Fault(NamedTuple):
    """What is wrong in which column, with the value that was found there (at
    most 200 characters).
    """

    code: str
    column: str
    value: str

    def as_texts(self) -> dict[str, str]:
        """Return the fault in texts that every database and answer can hold:
        what UTF-8 cannot encode is escaped.
        """
        return {
            name: _encodable(text) for name, text in self._asdict().items()
        }


def _encodable(text: str) -> str:
    encoded = text.encode("utf-8", "backslashreplace")
    return encoded.decode().replace("\x00", "\\x00")


class RejectedDraft(NamedTuple):
    """A row that may not be stored, and why; `raw` is the row as it came."""

    line: int
    faults: tuple[Fault, ...]
    raw: Any


Row = tuple[int, Any]
# What a file of rejected rows adds to each of them; its cells are escaped
# against formulas. Under the first name stand values that had no name.
SURPLUS = "_surplus"
FAULT_COLUMNS = ("_line", "_code", "_column", "_value", "_错误", "_error")


def reject_row(line: int, code: str, value: str, *, raw: Any) -> RejectedDraft:
    """Return a row that is rejected as a whole, for one fault of no single column."""
    return RejectedDraft(line, (Fault(code, "", value[:200]),), raw)
