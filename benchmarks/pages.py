"""Latency under load: an API page of 100, the member list and the overview,
each against a bare view beside it.

`python -m benchmarks.pages [--members 200000] [--events 20000000] [--requests
300] [--clients 2] [--runs 3]`; run benchmarks.roles and benchmarks.segments
first, so that a night is published and a segment stands.
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path

from benchmarks.database import ROOT, ensure_database

PORT = 8765
Figures = dict[str, list[tuple[float, float]]]


def percentiles(
    address: str,
    headers: dict[str, str],
    *,
    requests: int,
    clients: int,
) -> tuple[float, float]:
    """Return the milliseconds within which half and 95 of 100 requests of so
    many clients at once were answered.
    """

    def ask(count: int) -> list[float]:
        connection, taken = HTTPConnection("127.0.0.1", PORT, timeout=60), []
        for _n in range(count):
            began = time.perf_counter()
            connection.request("GET", address, headers=headers)
            response = connection.getresponse()
            response.read()
            taken.append(1000 * (time.perf_counter() - began))
            if response.status != 200:
                raise SystemExit(f"{address}: {response.status}")
        connection.close()
        return taken

    with ThreadPoolExecutor(clients) as pool:
        taken = sorted(
            chain.from_iterable(
                pool.map(ask, [requests // clients] * clients),
            ),
        )
    return statistics.median(taken), taken[int(0.95 * len(taken))]


def credentials() -> tuple[dict[str, str], dict[str, str], int]:
    """Return the headers of a lead's session and of a machine, and the number
    of the largest segment.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.contrib.auth import get_user_model  # noqa: PLC0415
    from django.contrib.auth.models import Group  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from common.models import ApiToken  # noqa: PLC0415
    from insights.models import Segment  # noqa: PLC0415

    user = get_user_model().objects.create_user(
        f"bench-{secrets.token_hex(4)}",
    )
    user.groups.add(Group.objects.get_or_create(name="lead")[0])
    client = Client()
    client.force_login(user)
    _row, token = ApiToken.objects.create(
        user=user,
        name="bench",
        scopes=["segments:read", "members:read"],
        requests_per_minute=1_000_000,
    )
    name = settings.SESSION_COOKIE_NAME
    cookie = {"Cookie": f"{name}={client.cookies[name].value}"}
    segment = Segment.objects.order_by("-member_count").first()
    if segment is None:
        raise SystemExit("no segment stands: run benchmarks.segments first")
    return cookie, {"Authorization": f"Bearer {token}"}, segment.pk


def serve(url: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings",
    }
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "kocops.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
    ]
    # One process: with two it is chance whether both clients come to the same one.
    server = subprocess.Popen(
        [*command, "--workers", "1", "--threads", "4", "--no-control-socket"],
        cwd=ROOT,
        env=environment,
    )
    for _n in range(120):
        time.sleep(0.5)
        try:
            percentiles("/healthz", {}, requests=1, clients=1)
        except OSError:
            continue
        return server
    raise SystemExit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    url = ensure_database(options.members, options.events)
    os.environ.update(
        {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kocops.settings"},
    )
    import django  # noqa: PLC0415

    django.setup()
    cookie, token, segment = credentials()
    pages = [
        (
            "API page of 100",
            f"/api/v1/segments/{segment}/members/?limit=100",
            token,
            "/bare/json/",
            {},
        ),
        (
            "member list",
            "/members/?owner_status=owner&sort=-change",
            cookie,
            "/bare/list/",
            cookie,
        ),
        ("overview", "/overview/", cookie, "/bare/page/", cookie),
    ]
    ours: Figures = {}
    bare: Figures = {}
    load = {"requests": options.requests, "clients": options.clients}
    server = serve(url)
    try:
        for _run in range(options.runs):
            for name, address, headers, reference, reference_headers in pages:
                bare.setdefault(name, []).append(
                    percentiles(reference, reference_headers, **load),
                )
                ours.setdefault(name, []).append(
                    percentiles(address, headers, **load),
                )
    finally:
        server.terminate()
        server.wait()
    print(
        f"{options.members:,} members, {options.clients} clients at once, "
        f"{options.runs} × {options.requests} requests",
    )
    for name in ours:
        half, most = (
            statistics.median(run[n] for run in ours[name]) for n in (0, 1)
        )
        bare_half, bare_most = (
            statistics.median(run[n] for run in bare[name]) for n in (0, 1)
        )
        print(
            f"{name}: p50 {half:.1f} ms = {half / bare_half:.1f} ×, p95 "
            f"{most:.1f} ms = {most / bare_most:.1f} × bare",
        )


if __name__ == "__main__":
    main()
