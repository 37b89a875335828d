"""A server that keeps what arrives, for tests that kill who sends it."""

import os
import signal
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Server:
    """Keeps what arrives, by receiver; kills the worker that brings the n-th
    message before it gets its answer.
    """

    def __init__(self) -> None:
        self.got: defaultdict[str, list[str]] = defaultdict(list)
        self.kills_at = 0
        self.url = ""

    def arrived(self, receiver: str, uid: str, worker: int) -> None:
        self.got[receiver].append(uid)
        if self.kills_at:
            self.kills_at -= 1
            if not self.kills_at:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)


@contextmanager
def running_server() -> Iterator[Server]:
    kept = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            kept.arrived(
                self.headers["x-receiver"],
                self.headers["x-uid"],
                int(self.headers["x-worker"]),
            )
            with suppress(OSError):
                self.send_response(204)
                self.end_headers()

        def log_message(self, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
