"""Bodies in strict JSON or NDJSON, also as gzip: one that the databases cannot
hold, that nests too deep or is too large is refused with the reason.
"""

import gzip
import zlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, parsers, serializers

from common.rules.strict_json import JSON_DEPTH, TooDeep, parse_json

NDJSON = "application/x-ndjson"
BODY_BYTES = 10 * 1024 * 1024
# PostgreSQL accepts no offset from here on.
OFFSET_LIMIT = timedelta(hours=16)


class StrictJSONParser(parsers.BaseParser):
    """JSON of at most BODY_BYTES and JSON_DEPTH levels, in UTF-8, without NaN."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        body = read_body(stream, parser_context or {})
        try:
            return parse_json(body.decode("utf-8"))
        except TooDeep as error:
            message = _("JSON is nested deeper than %(depth)s levels.")
            values = {"depth": JSON_DEPTH}
            raise exceptions.ParseError(message % values) from error
        except ValueError as error:
            message = _("Not valid JSON: %(why)s") % {"why": error}
            raise exceptions.ParseError(message) from error


class UnreadableLine(NamedTuple):
    """A line of NDJSON that is no JSON."""

    text: str


class NdjsonLines(list[Any]):
    """The rows of an NDJSON body, one a line; an unreadable line is an
    UnreadableLine at its place.
    """


class NDJSONParser(parsers.BaseParser):
    """One JSON value a line, each as StrictJSONParser would read it; empty
    lines at the end do not count.
    """

    media_type = NDJSON

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        body = read_body(stream, parser_context or {})
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            message = _("The body is not UTF-8: %(why)s") % {"why": error}
            raise exceptions.ParseError(message) from error
        lines = text.rstrip("\r\n ").split("\n") if text.strip() else []
        return NdjsonLines(map(_read_line, lines))


def _read_line(text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError:
        return UnreadableLine(text.strip())


BULK_PARSERS = [StrictJSONParser, NDJSONParser]


def rows_in(data: Any, name: str) -> list[Any] | None:
    """Return the rows of a body: the lines of NDJSON, or the list of this name
    in an object; None if there is no such list.
    """
    if isinstance(data, NdjsonLines):
        return data
    rows = data.get(name) if isinstance(data, dict) else None
    return rows if isinstance(rows, list) else None


def takes_compressed(view: Any) -> bool:
    """Tell whether the view is meant for bodies of many rows."""
    return NDJSONParser in view.parser_classes


def read_body(stream: Any, context: dict[str, Any]) -> bytes:
    """Return the body, unpacked if it is compressed.

    Errors: BodyTooLarge beyond BODY_BYTES, sent or unpacked;
    UnknownEncoding; ParseError if it cannot be unpacked.
    """
    body = bytes(stream.read(BODY_BYTES + 1))
    if len(body) > BODY_BYTES:
        raise too_large()
    request = context.get("request")
    encoding = request.META.get("HTTP_CONTENT_ENCODING", "") if request else ""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        message = _("“%(encoding)s” is not read; compress with gzip, or not.")
        raise UnknownEncoding(message % {"encoding": encoding[:40]})
    return _unpack(body)


def _unpack(body: bytes) -> bytes:
    """Return the bytes of a gzip body, of which no more than the limit are
    ever unpacked.
    """
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as file:
            unpacked = file.read(BODY_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        message = _("The body cannot be unpacked: %(why)s") % {"why": error}
        raise exceptions.ParseError(message) from error
    if len(unpacked) > BODY_BYTES:
        raise too_large()
    return unpacked


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_code = "body_too_large"


class UnknownEncoding(exceptions.APIException):
    status_code = 415
    default_code = "unknown_encoding"


def too_large() -> BodyTooLarge:
    message = _("The body is larger than %(limit)s bytes.")
    return BodyTooLarge(message % {"limit": BODY_BYTES})


class MomentField(serializers.DateTimeField):
    """A moment with its offset from UTC; without one, its zone could not be
    known later.
    """

    default_error_messages = {
        "naive": gettext_lazy(
            "Give a moment with its offset, e.g. 2026-11-25T02:00:00+08:00.",
        ),
        "offset": gettext_lazy("The offset lies between -16:00 and +16:00."),
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        offset = value.utcoffset()
        if offset is None:
            self.fail("naive")
        if abs(offset) >= OFFSET_LIMIT:
            self.fail("offset")
        return super().enforce_timezone(value)
