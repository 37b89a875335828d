"""The one way out: HTTP to other systems' public addresses, never into our own network, never redirected."""

import time
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress, filter_host

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 5, 15
KEPT_BYTES = 200


class Answer(NamedTuple):
    """What came of a request: a status, or the reason why there is none."""

    status: int | None
    fault: str
    text: str
    milliseconds: int


def _session() -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=settings.OUTGOING_LOOPBACK,
            never_redirect=True,
            default_timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
            user_agent_override="kocops",
        )
    )
    session.trust_env = False
    return session


def address_fault(url: str) -> str:
    """Return why this address will not be called ("" if it will): bad_address or private_address."""
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return "bad_address"
    schemes = {"https", "http"} if settings.OUTGOING_LOOPBACK else {"https"}
    if parts.scheme not in schemes or not parts.hostname or parts.username is not None or not url.isascii():
        return "bad_address"
    try:
        filter_host(parts.hostname, port, allow_loopback=settings.OUTGOING_LOOPBACK)
    except InvalidIPAddress:
        return "private_address"
    except (requests.RequestException, UnicodeError):
        return ""
    return ""


def post(url: str, *, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a body to a public address and return what came of it; nothing but programming errors is raised."""
    started = time.monotonic()
    status, fault, text = None, "", ""
    try:
        with _session() as session, session.post(url, data=body, headers=headers, stream=True) as response:
            status = response.status_code
            text = next(response.iter_content(KEPT_BYTES), b"").decode("utf-8", "replace")
            fault = "redirect" if response.is_redirect else ""
    except InvalidIPAddress:
        fault = "private_address"
    except requests.Timeout:
        fault = "too_slow"
    except (requests.RequestException, UnicodeError):
        fault = "unreachable"
    return Answer(status, fault, text.replace("\x00", " "), int(1000 * (time.monotonic() - started)))
