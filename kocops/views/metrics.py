"""The page that Prometheus reads."""

import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from common.metrics.text import CONTENT_TYPE, render
from kocops.selectors.metrics import read_metrics

# A proxy adds one of them; what comes through a proxy comes from anywhere.
FORWARDED = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
)
REFUSAL = (
    "请以 METRICS_TOKEN 作为 Bearer 令牌访问，或直接在本机访问。\n"
    "Send METRICS_TOKEN as a bearer token, or ask from this machine itself.\n"
)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with all metrics to who has METRICS_TOKEN, or asks on this machine."""
    if not (_has_token(request) or _is_local(request)):
        refused = HttpResponse(REFUSAL, "text/plain; charset=utf-8", 401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    text = render(read_metrics(timezone.now()))
    answer = HttpResponse(text, CONTENT_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _has_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(
        " "
    )
    expected = settings.METRICS_TOKEN
    if not expected or scheme.lower() != "bearer":
        return False
    return constant_time_compare(token, expected)


def _is_local(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback
