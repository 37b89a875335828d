"""Strict JSON: what the databases cannot hold or the stack cannot bear is refused with its reason."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import exceptions, parsers

from common.rules.strict_json import JSON_DEPTH, TooDeep, parse_json

BODY_BYTES = 10 * 1024 * 1024


class StrictJSONParser(parsers.BaseParser):
    """JSON of at most BODY_BYTES and JSON_DEPTH levels, in UTF-8, without NaN."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(BODY_BYTES + 1)
        if len(body) > BODY_BYTES:
            raise BodyTooLarge(_("The body is larger than %(limit)s bytes.") % {"limit": BODY_BYTES})
        try:
            return parse_json(body.decode("utf-8"))
        except TooDeep as error:
            message = _("JSON is nested deeper than %(depth)s levels.") % {"depth": JSON_DEPTH}
            raise exceptions.ParseError(message) from error
        except ValueError as error:
            raise exceptions.ParseError(_("Not valid JSON: %(why)s") % {"why": error}) from error


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_code = "body_too_large"
