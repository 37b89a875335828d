"""Limits of requests a minute for tokens."""

import time
from math import ceil
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from common.models import ApiToken

WINDOW_SECONDS = 60


class LimitsUnknown(exceptions.APIException):
    """The cache that counts the requests of tokens does not answer."""

    status_code = 503
    default_detail = _(
        "Requests cannot be counted at the moment. Ask again in a minute.",
    )
    default_code = "limits_unknown"


class TokenThrottle(BaseThrottle):
    """Each token's own limit a minute: over all processes that share Redis, or
    in each process without Redis. What is left of it stands in the headers
    `RateLimit-*` of the answer.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiToken):
            return True
        minute, passed = divmod(time.time(), WINDOW_SECONDS)
        self.seconds_left = WINDOW_SECONDS - passed
        try:
            count = self._count(f"requests:{request.auth.pk}:{minute:.0f}")
        except RedisError as error:
            raise LimitsUnknown from error
        limit = request.auth.requests_per_minute
        request._request.rate_limit = {  # type: ignore[attr-defined]
            "RateLimit-Limit": str(limit),
            "RateLimit-Remaining": str(max(0, limit - count)),
            "RateLimit-Reset": str(ceil(self.seconds_left)),
        }
        return count <= limit

    def _count(self, key: str) -> int:
        if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
            return 1
        return int(cache.incr(key))

    def wait(self) -> float:
        return self.seconds_left
