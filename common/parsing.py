"""Strict JSON: what the databases cannot hold or the stack cannot bear is refused with its reason."""

import json
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

BODY_BYTES = 10 * 1024 * 1024
JSON_DEPTH = 32


class StrictJSONParser(parsers.BaseParser):
    """JSON of at most BODY_BYTES and JSON_DEPTH levels, in UTF-8, without NaN."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(BODY_BYTES + 1)
        if len(body) > BODY_BYTES:
            raise BodyTooLarge(_("The body is larger than %(limit)s bytes.") % {"limit": BODY_BYTES})
        try:
            parsed = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(_("Not valid JSON: %(why)s") % {"why": error}) from error
        if _is_deeper(parsed, JSON_DEPTH):
            raise exceptions.ParseError(_("JSON is nested deeper than %(depth)s levels.") % {"depth": JSON_DEPTH})
        return parsed


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_code = "body_too_large"


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _is_deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _depth in range(limit + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
