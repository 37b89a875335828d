"""Values of a JSON text that is too large to be read whole."""

import json
from collections.abc import Iterator
from typing import IO, Any

from common.rules.strict_json import refuse_constant

LEAST_PIECE = 1 << 20
_BLANKS = " \t\r\n\ufeff"


class JsonText:
    """A JSON text, read piece by piece: no more of it is held than the value
    that is being read.

    Errors of all methods: ValueError if the text is no JSON.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._buffer = ""
        self._at = 0
        self._decoder = json.JSONDecoder(parse_constant=refuse_constant)

    def members(self) -> Iterator[tuple[str, Any]]:
        """Yield the members of an object; those that are lists item by item."""
        self._take("{")
        while self._sign() != "}":
            name = self._value()
            self._take(":")
            if self._sign() == "[":
                for item in self.items():
                    yield name, item
            else:
                yield name, self._value()
            if self._sign() == ",":
                self._take(",")
        self._take("}")

    def items(self) -> Iterator[Any]:
        """Yield the items of a list."""
        self._take("[")
        while self._sign() != "]":
            yield self._value()
            if self._sign() == ",":
                self._take(",")
        self._take("]")

    def _sign(self) -> str:
        """Return the next sign, "" at the end."""
        while True:
            end = len(self._buffer)
            while self._at < end and self._buffer[self._at] in _BLANKS:
                self._at += 1
            if self._at < end:
                return self._buffer[self._at]
            if not self._read_more():
                return ""

    def _take(self, sign: str) -> None:
        if self._sign() != sign:
            raise ValueError(f"“{sign}” is missing")
        self._at += 1

    def _value(self) -> Any:
        self._sign()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError as error:
                raise ValueError("nested too deep") from error
            except json.JSONDecodeError:
                if not self._read_more():
                    raise
                continue
            # A number may go on behind the end of the piece.
            if end < len(self._buffer) or not self._read_more():
                self._at = end
                return value

    def _read_more(self) -> bool:
        """Add a piece as long as what is left, at least LEAST_PIECE; tell
        whether there was one.
        """
        left = self._buffer[self._at :]
        piece = self._file.read(max(LEAST_PIECE, len(left)))
        if not piece:
            return False
        self._buffer = left + piece
        self._at = 0
        return True
