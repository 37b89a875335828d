"""The addresses to which platforms send: checked by signature, stored, and
answered at once. No session and no account is read.
"""

import time
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from integrations.labels import REFUSAL_LABELS
from integrations.models import Connection
from integrations.platforms import PLATFORMS
from integrations.rules.pushing import Delivered, DeliveryRefusal
from integrations.services.deliveries import find_connection, store_deliveries

BODY_BYTES = 4 << 20
REQUESTS_A_MINUTE = 1200
WINDOW_SECONDS = 60


@csrf_exempt
@login_not_required
def hook(request: HttpRequest, key: UUID, rest: str = "") -> HttpResponse:
    """Store what a platform sends to a connection."""
    try:
        connection = find_connection(key)
        _check_method(request, connection)
        _check_rate(connection)
        accepted = store_deliveries(
            connection=connection,
            delivered=_delivered(request, connection, rest),
            now=timezone.now(),
        )
    except DeliveryRefusal as refusal:
        return _refused(refusal)
    return HttpResponse(accepted.answer, content_type=accepted.content_type)


def _check_method(request: HttpRequest, connection: Connection) -> None:
    methods = PLATFORMS[connection.platform].methods
    if request.method not in methods:
        raise DeliveryRefusal(405, ", ".join(methods))


def _check_rate(connection: Connection) -> None:
    minute, passed = divmod(time.time(), WINDOW_SECONDS)
    key = f"hooks:{connection.pk}:{minute:.0f}"
    if cache.add(key, 1, timeout=2 * WINDOW_SECONDS):
        return
    if cache.incr(key) > REQUESTS_A_MINUTE:
        raise DeliveryRefusal(429, str(int(WINDOW_SECONDS - passed) + 1))


def _delivered(
    request: HttpRequest,
    connection: Connection,
    rest: str,
) -> Delivered:
    body = request.read(BODY_BYTES + 1)
    if len(body) > BODY_BYTES:
        raise DeliveryRefusal(413, "too_large")
    headers = {}
    for name, value in request.headers.items():
        headers[name.lower()] = value
    return Delivered(
        method=request.method or "",
        path=rest,
        query=request.GET.dict(),
        headers=headers,
        body=body,
        secrets=connection.secrets,
        options=connection.options,
    )


def _refused(refusal: DeliveryRefusal) -> HttpResponse:
    """Return the answer to a request that is not stored, in words."""
    headers: dict[str, Any] = {}
    code = refusal.code
    if refusal.status == 405:
        headers["Allow"] = code
        code = "wrong_method"
    elif refusal.status == 429:
        headers["Retry-After"] = code
        code = "too_many_requests"
    message = str(REFUSAL_LABELS.get(code, code))
    return JsonResponse(
        {"code": code, "message": message},
        status=refusal.status,
        headers=headers,
    )
