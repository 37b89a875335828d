"""Masks the numbers of people in whatever leaves kocops: pages, answers of the
API, files, mails, logs.

It is done where things leave, not where they are put together, so that no page
can forget it. What somebody may see in full is named one by one.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from common.rules.personal_numbers import (
    KEYS,
    find_personal,
    mask_personal,
    mask_structure,
    restore_masked,
)
from common.rules.secret_addresses import hide_secrets
from common.security.echoes import mask_around_echoes

SHOWN = "kocops_shown_in_full"
_JSON_SCRIPT = re.compile(
    r'(?P<start><script[^>]*type="application/json"[^>]*>)(?P<json>[^<]*)'
    "</script>",
)
# As Django's json_script escapes what would end the block.
_SCRIPT_ESCAPES = {
    ord(">"): "\\u003E",
    ord("<"): "\\u003C",
    ord("&"): "\\u0026",
}
# A page, a form with mistakes, a form whose row has changed meanwhile.
ECHOING = (200, 422, 409)
UNMASKED = "kocops_left_unmasked"
TEXTS = (
    "text/html",
    "text/csv",
    "text/plain",
    "application/json",
    "application/problem+json",
    "application/x-ndjson",
)


def show_in_full(request: Any, *values: str) -> None:
    """Let the answer to a request hold the numbers in these values unmasked."""
    plain = getattr(request, "_request", request)
    shown: frozenset[str] = getattr(plain, SHOWN, frozenset())
    numbers = {one.text for value in values for one in find_personal(value)}
    setattr(plain, SHOWN, shown | numbers)


def leave_unmasked(request: Any) -> None:
    """Let the answer to a request hold everything unmasked: what is stored of
    a person, for that person, or rows that go back to who sent them.
    """
    setattr(getattr(request, "_request", request), UNMASKED, True)


def is_unmasked(request: Any) -> bool:
    """Tell whether the answer to a request is left as it is."""
    return bool(
        getattr(getattr(request, "_request", request), UNMASKED, False)
    )


def shown_in_full(request: Any) -> frozenset[str]:
    """Return the values that the answer to a request may hold unmasked."""
    plain = getattr(request, "_request", request)
    found: frozenset[str] = getattr(plain, SHOWN, frozenset())
    return found


class MaskingMiddleware:
    """Masks the numbers of people in pages and files of text."""

    def __init__(
        self,
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, Response) or is_unmasked(request):
            return response
        if not _is_text(response):
            return response
        shown = shown_in_full(request)
        if response.streaming:
            streamed: Any = response
            parts = streamed.streaming_content
            if not hasattr(parts, "__aiter__"):
                streamed.streaming_content = _masked_parts(parts, shown)
            return response
        text = response.content.decode(response.charset)
        if _repeats(response):
            masked = mask_around_echoes(
                text,
                request,
                lambda page: _mask_answer(page, response, shown),
            )
        else:
            masked = _mask_answer(text, response, shown)
        if masked != text:
            response.content = masked.encode(response.charset)
        return response


def _repeats(response: HttpResponse) -> bool:
    """Tell whether this is a page that may show a search or a form again."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    return is_page and response.status_code in ECHOING


def _is_text(response: HttpResponse) -> bool:
    kind = response.get("Content-Type", "").partition(";")[0]
    is_packed = response.has_header("Content-Encoding")
    return kind in TEXTS and not is_packed


def _mask_answer(
    text: str,
    response: HttpResponse,
    shown: frozenset[str],
) -> str:
    # Escaped letters would hide where a number begins.
    if "\\u" in text:
        if "json" in response["Content-Type"]:
            value = mask_structure(json.loads(text), shown, KEYS)
            return json.dumps(value, ensure_ascii=False)
        text = _JSON_SCRIPT.sub(
            lambda found: _masked_script(found, shown), text
        )
    return mask_personal(text, shown)


def _masked_script(found: re.Match[str], shown: frozenset[str]) -> str:
    """Return a block of JSON in a page (json_script) with numbers masked."""
    value = json.loads(found["json"])
    masked = mask_structure(value, shown)
    if masked == value:
        return found[0]
    text = json.dumps(masked).translate(_SCRIPT_ESCAPES)
    return f"{found['start']}{text}</script>"


def _masked_parts(
    parts: Iterable[bytes],
    shown: frozenset[str],
) -> Iterator[bytes]:
    """Yield a stream of text masked; only whole lines leave, so that no number
    is cut in two.
    """
    rest = b""
    for part in parts:
        whole, end, begun = (rest + part).rpartition(b"\n")
        rest = begun
        if end:
            text = (whole + end).decode("utf-8", "replace")
            yield mask_personal(text, shown).encode()
    if rest:
        yield mask_personal(rest.decode("utf-8", "replace"), shown).encode()


class MaskedJSONRenderer(JSONRenderer):
    """JSON in which the numbers of people are masked, but for keys."""

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        request = (renderer_context or {}).get("request")
        masked = data
        if not is_unmasked(request):
            masked = mask_structure(data, shown_in_full(request), KEYS)
        rendered: bytes = super().render(
            masked,
            accepted_media_type,
            renderer_context,
        )
        return rendered


class MaskingFilter(logging.Filter):
    """Masks the numbers of people, and secret addresses, in what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = mask_logged(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


class MaskingFormatter(logging.Formatter):
    """Formats records; traces are masked as well."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - Python's name
        return mask_logged(super().formatException(ei))


def mask_logged(text: str) -> str:
    """Return a text as it may stand in a log."""
    return mask_personal(hide_secrets(text))


def restored(data: QueryDict, row: models.Model | None) -> QueryDict:
    """Return a sent form in which masked numbers are again those of its row."""
    if row is None or row.pk is None:
        return data
    found = data.copy()
    for name in data:
        stored = getattr(row, name.removeprefix("opened-"), None)
        if isinstance(stored, str):
            values = [
                restore_masked(one, stored) for one in data.getlist(name)
            ]
            found.setlist(name, values)
    return found
