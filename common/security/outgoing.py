"""Send HTTP requests to public addresses of other systems: never into our own
network, never redirected.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress, filter_host

from common.rules.retries import asked_seconds
from common.security.hosts import is_host

SECONDS_TO_CONNECT = 5
SECONDS_TO_ANSWER = 15
# The library limits each read; this limits all of them together.
SECONDS_IN_ALL = 20.0
KEPT_BYTES = 200
SECONDS_TO_FETCH = 60.0
FETCHED_BYTES = 20 << 20
READ_BYTES = 1 << 16


class Answer(NamedTuple):
    """The result of a request: a status, or the reason why there is none.

    retry_after: the seconds that the receiver asks to be left alone.
    """

    status: int | None
    fault: str
    text: str
    milliseconds: int
    retry_after: float | None = None


class Fetched(NamedTuple):
    """What another system answered: its status, headers with names in small
    letters, and body; or the fault why there is no whole answer.
    """

    status: int | None
    fault: str
    headers: dict[str, str]
    body: bytes


def _session(*, is_filtered: bool = True) -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=is_filtered,
            ip_filter_allow_loopback_ips=settings.OUTGOING_LOOPBACK,
            never_redirect=True,
            default_timeout=(SECONDS_TO_CONNECT, SECONDS_TO_ANSWER),
            user_agent_override="kocops",
        ),
    )
    session.trust_env = False
    return session


def session_for_library(*, reaches_own_network: bool) -> HTTPSession:
    """Return a session for a library that sends its own requests, with the
    same limits; it reaches our own network only for a server that the
    operator names in the settings.
    """
    return _session(is_filtered=not reaches_own_network)


def address_fault(url: str) -> str:
    """Return why this address will not be called, "" if it will.

    bad_address; private_address; unknown_host: the name has no address at this
    moment, but may have one later.
    """
    try:
        parts = urlsplit(url)
        port = 443 if parts.port is None else parts.port
    except ValueError:
        return "bad_address"
    local = settings.OUTGOING_LOOPBACK
    schemes = {"https", "http"} if local else {"https"}
    has_user = parts.username is not None
    if parts.scheme not in schemes or has_user or not _is_plain(url):
        return "bad_address"
    host = parts.hostname or ""
    if not host or port == 0 or not is_host(host, allow_local=local):
        return "bad_address"
    try:
        filter_host(host, port, allow_loopback=local)
    except InvalidIPAddress:
        return "private_address"
    except (requests.RequestException, UnicodeError):
        return "unknown_host"
    return ""


def _is_plain(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


@contextmanager
def _cut_after(
    session: HTTPSession,
    seconds: float,
    sockets: list[socket.socket],
) -> Iterator[threading.Event]:
    """Shut down every connection of the session after so many seconds; yield
    an event that is set then. `sockets` gets those that were connected.
    """
    is_cut = threading.Event()

    def cut() -> None:
        is_cut.set()
        for one in sockets:
            with suppress(OSError):
                # The method of a TLS socket would remove what the other thread reads with.
                socket.socket.shutdown(one, socket.SHUT_RDWR)

    for adapter in session.adapters.values():
        manager = adapter.poolmanager
        pools = dict(manager.pool_classes_by_scheme)
        for scheme, pool in pools.items():
            pools[scheme] = _recording_pool(pool, sockets)
        manager.pool_classes_by_scheme = pools
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_cut
    finally:
        timer.cancel()


def _recording_pool(pool: Any, sockets: list[socket.socket]) -> Any:
    """Return a kind of connection pool that appends each connected socket to `sockets`."""

    class RecordingConnection(pool.ConnectionCls):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            sockets.append(self.sock)

    class RecordingPool(pool):  # type: ignore[misc]
        ConnectionCls = RecordingConnection

    return RecordingPool


def post(
    url: str,
    *,
    body: bytes,
    headers: dict[str, str],
    read: Callable[[requests.Response], bytes] | None = None,
) -> Answer:
    """Send a body to a public address and return the answer; raise only programming errors.

    Connecting takes at most SECONDS_TO_CONNECT and the whole request SECONDS_IN_ALL, also if the
    receiver sends a byte now and then. `unreachable`: it never got the body; `interrupted` and
    `too_slow`: it may have. `read` returns the text of the answer, else it is its first bytes.
    """
    started = time.monotonic()
    sockets: list[socket.socket] = []
    got = _request(
        "POST",
        url,
        body,
        headers,
        SECONDS_IN_ALL,
        read or _read_start,
        sockets,
    )
    text = got.body.decode("utf-8", "replace")
    milliseconds = int(1000 * (time.monotonic() - started))
    return Answer(
        got.status,
        _fault_of_sending(got.fault, is_connected=bool(sockets)),
        text.replace("\x00", " "),
        milliseconds,
        asked_seconds(
            got.headers.get("retry-after", ""),
            answered=got.headers.get("date", ""),
        ),
    )


def _fault_of_sending(fault: str, *, is_connected: bool) -> str:
    """Return the fault of a request, which depends on whether its body may have
    arrived.
    """
    if fault == "too_slow" and not is_connected:
        return "unreachable"
    if fault == "unreachable" and is_connected:
        return "interrupted"
    return fault


def fetch(
    url: str,
    *,
    headers: dict[str, str],
    method: str = "GET",
    body: bytes = b"",
    most_bytes: int = FETCHED_BYTES,
) -> Fetched:
    """Ask a public address and return its whole answer; raise only programming errors.

    An answer that breaks off has the fault `unreachable`, one of more than
    `most_bytes` has `too_large`. The whole request takes at most
    SECONDS_TO_FETCH.
    """

    def read_all(response: requests.Response) -> bytes:
        kept = bytearray()
        for part in response.iter_content(READ_BYTES):
            kept += part
            if len(kept) > most_bytes:
                raise _TooLarge
        return bytes(kept)

    return _request(
        method,
        url,
        body,
        headers,
        SECONDS_TO_FETCH,
        read_all,
        [],
    )


class _TooLarge(Exception):
    """The answer has more bytes than were asked for."""


def _read_start(response: requests.Response) -> bytes:
    start: bytes = next(response.iter_content(KEPT_BYTES), b"")
    return start


def _request(
    method: str,
    url: str,
    body: bytes,
    headers: dict[str, str],
    seconds: float,
    read: Callable[[requests.Response], bytes],
    sockets: list[socket.socket],
) -> Fetched:
    """Send a request and read its answer within so many seconds; `sockets`
    gets the connections that were made.
    """
    started = time.monotonic()
    status = None
    fault = ""
    got: dict[str, str] = {}
    content = b""
    try:
        with (
            _session() as session,
            _cut_after(session, seconds, sockets) as is_cut,
            session.request(
                method,
                url,
                data=body,
                headers=headers,
                stream=True,
            ) as response,
        ):
            if is_cut.is_set():
                # Half of the headers looks like all of them.
                raise requests.Timeout
            status = response.status_code
            for name, value in response.headers.items():
                got[name.lower()] = value
            content = read(response)
            fault = "redirect" if response.is_redirect else ""
    except InvalidIPAddress:
        fault = "private_address"
    except _TooLarge:
        fault = "too_large"
    except requests.Timeout:
        fault = "too_slow"
    except (requests.RequestException, UnicodeError):
        passed = time.monotonic() - started
        fault = "too_slow" if passed >= seconds else "unreachable"
    return Fetched(status, fault, got, content)
