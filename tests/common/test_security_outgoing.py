"""Requests to other systems end in time, whatever the receiver does."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from common.security import outgoing
from common.security.outgoing import post

HEAD = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def dripping(
    first: bytes,
    *,
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """Run a server that answers with `first`, then sends a byte every
    twentieth of a second for ever.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ended = threading.Event()

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _address = listener.accept()
                    if tls is not None:
                        connection = tls.wrap_socket(
                            connection,
                            server_side=True,
                        )
                    threading.Thread(
                        target=drip,
                        args=(connection,),
                        daemon=True,
                    ).start()

        def drip(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.sendall(first)
                while not ended.wait(0.05):
                    connection.sendall(b"x")

        threading.Thread(target=serve, daemon=True).start()
        scheme = "https" if tls else "http"
        try:
            yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/hook"
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(autouse=True)
def short_deadline(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.OUTGOING_LOOPBACK = True
    monkeypatch.setattr(outgoing, "SECONDS_IN_ALL", 0.5)


def timed_post(url: str) -> tuple[outgoing.Answer, float]:
    started = time.monotonic()
    answer = post(url, body=b"{}", headers={})
    return answer, time.monotonic() - started


def test_a_receiver_that_drips_its_head_is_too_slow() -> None:
    with dripping(HEAD + b"X-Long: ") as url:
        answer, seconds = timed_post(url)
    assert (answer.status, answer.fault) == (None, "too_slow")
    assert seconds < 2


@pytest.mark.parametrize(
    "how",
    [
        b"Connection: close\r\n",
        b"Content-Length: 100000\r\n",
        b"Transfer-Encoding: chunked\r\n",
    ],
)
def test_a_receiver_that_drips_its_body_has_answered(how: bytes) -> None:
    with dripping(HEAD + how + b"\r\n") as url:
        answer, seconds = timed_post(url)
    assert answer.status == 200
    assert seconds < 2


def test_a_receiver_that_drips_behind_tls_is_too_slow(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    make_session = outgoing._session

    def trusting() -> Any:
        session = make_session()
        session.verify = str(certificate)
        return session

    monkeypatch.setattr(outgoing, "_session", trusting)
    with dripping(HEAD + b"X-Long: ", tls=context) as url:
        answer, seconds = timed_post(url)
    assert (answer.status, answer.fault) == (None, "too_slow")
    assert 0.4 < seconds < 2


def test_a_receiver_that_hangs_up_interrupts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=lambda: listener.accept()[0].close(),
            daemon=True,
        ).start()
        answer, _seconds = timed_post(
            f"http://127.0.0.1:{listener.getsockname()[1]}/hook",
        )
    assert (answer.status, answer.fault) == (None, "interrupted")
