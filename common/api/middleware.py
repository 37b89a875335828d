"""Headers of the API's answers: request id, limits of the token, ETag,
compression and other origins.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers

from common.api.request_ids import (
    HEADER,
    begin_request,
    choose_request_id,
)
from common.logs import note_request

API = "/api/"
PREFLIGHT_SECONDS = 600
READABLE_HEADERS = (
    HEADER,
    "ETag",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Content-Disposition",
)
ACCEPTED_HEADERS = (
    "Authorization",
    "Content-Type",
    "Content-Encoding",
    "Accept",
    "Accept-Language",
    "If-None-Match",
    HEADER,
)
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"

Next = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives every request an id, that of the client if it sent a usable one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = choose_request_id(request.headers.get(HEADER, ""))
        # It stays until the thread's next request: Django logs a refusal, and
        # sends a stream, after the last middleware.
        begin_request(request_id)
        note_request(request)
        response = self.get_response(request)
        response[HEADER] = request_id
        return response


class CrossOriginMiddleware:
    """Lets pages of CORS_ALLOWED_ORIGINS use the API with a token, never with
    the cookies of somebody who is logged in.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origins = settings.CORS_ALLOWED_ORIGINS
        if not origins or not request.path.startswith(API):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        is_allowed = origin in origins
        if is_allowed and _is_preflight(request):
            response = _preflight_answer()
        else:
            response = self.get_response(request)
        patch_vary_headers(response, ["Origin"])
        if is_allowed:
            response["Access-Control-Allow-Origin"] = origin
            readable = ", ".join(READABLE_HEADERS)
            response["Access-Control-Expose-Headers"] = readable
        return response


def _is_preflight(request: HttpRequest) -> bool:
    asks = "Access-Control-Request-Method" in request.headers
    return request.method == "OPTIONS" and asks


def _preflight_answer() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = ", ".join(ACCEPTED_HEADERS)
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses answers to tokens.

    An answer to somebody with cookies is not compressed: a foreign page could
    make their browser ask, and guess secrets by the length of what comes back
    (BREACH). A page cannot make a browser send a token.
    """

    def process_response(
        self,
        request: HttpRequest,
        response: Any,
    ) -> Any:
        is_by_token = "Authorization" in request.headers
        if not request.path.startswith(API):
            return response
        if not is_by_token or request.COOKIES:
            return response
        return super().process_response(request, response)


class ApiHeadersMiddleware:
    """Gives answers of the API their ETag, 304 to who has the answer already,
    and what is left of the token's limit.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(API):
            return response
        if request.method == "GET" and response.status_code == 200:
            response = _with_etag(request, response)
        limits = getattr(request, "rate_limit", {})
        for name, value in limits.items():
            response[name] = value
        return response


def _with_etag(request: HttpRequest, response: Any) -> Any:
    """Return the answer with its ETag, or 304 if the client names it.

    The tag is weak: compressed or not, the answer says the same.
    """
    if response.streaming or response.has_header("ETag"):
        return response
    digest = hashlib.blake2b(response.content, digest_size=16).hexdigest()
    etag = f'W/"{digest}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)
