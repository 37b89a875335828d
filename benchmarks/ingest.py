"""Ingest against COPY straight into the same indexed table, in the same run.

`python -m benchmarks.ingest [--rows 1000000] [--runs 5]`. BENCH_SERVER names the PostgreSQL server.
The file is CSV with an id for each event; all members exist. REST sends batches of 1,000 over HTTP.
"""

import argparse
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg2

from benchmarks.community import KINDS, make_events
from benchmarks.database import ROOT, SERVER, _admin, add_source, run_manage

MEMBERS = 50_000
NAMES = {
    1: "login",
    2: "view",
    10: "like",
    11: "favourite",
    12: "share",
    20: "comment",
    21: "reply",
    30: "post",
    32: "photo",
    40: "event_signup",
}
DATABASE = "kocops_bench_ingest"
BATCH = 1000


def prepare(rows: int, folder: Path) -> tuple[str, Path, Path]:
    """Return a database with members, a CSV as a source would send it, and the
    same rows ready for COPY.
    """
    url = f"{SERVER}/{DATABASE}"
    with _admin() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    run_manage(url, "migrate", "--verbosity", "0")
    fill_members(url)
    sent, ready = folder / "sent.csv", folder / "ready.csv"
    _write_files(rows, sent, ready)
    return url, sent, ready


def fill_members(url: str) -> None:
    """A migrated database has the source and its members."""
    add_source(url)
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(
        "INSERT INTO members_member (id, nickname, kind, owner_status, "
        "province, city, contact_note, created_at,"
        " updated_at) SELECT n, '车友' || n, 'person', 'owner', '', '', '', "
        "now(), now() FROM generate_series(1, %s) n",
        [MEMBERS],
    )
    cursor.execute(
        "INSERT INTO members_memberidentity (member_id, platform, external_id, moved_by_merge)"
        " SELECT n, 'bench', 'u' || n, false FROM generate_series(1, %s) n",
        [MEMBERS],
    )
    connection.commit()
    connection.autocommit = True
    cursor.execute("VACUUM ANALYZE")
    connection.close()


def _write_files(rows: int, sent: Path, ready: Path) -> None:
    events = make_events(members=MEMBERS, events=rows)
    with sent.open("w") as theirs, ready.open("w") as ours:
        theirs.write("external_id,member,occurred_at,kind\n")
        for number in range(rows):
            moment = datetime.fromtimestamp(
                int(events.seconds[number]),
                UTC,
            ).isoformat()
            member, kind = (
                int(events.member[number]) + 1,
                int(events.kind[number]),
            )
            theirs.write(f"e{number:011d},u{member},{moment},{NAMES[kind]}\n")
            ours.write(f"1\te{number:011d}\t{member}\t{kind}\t1\t{moment}\n")


def empty(url: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("ALTER TABLE activity_activityevent DISABLE TRIGGER USER")
    cursor.execute(
        "TRUNCATE activity_activityevent, activity_ingestbatch, activity_rejectedrow CASCADE",
    )
    cursor.execute("ALTER TABLE activity_activityevent ENABLE TRIGGER USER")
    cursor.execute("CHECKPOINT")
    connection.close()


def copy_straight(url: str, ready: Path) -> float:
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    began = time.perf_counter()
    with ready.open() as file:
        columns = (
            "source_id, external_id, member_id, kind, quantity, occurred_at"
        )
        cursor.copy_expert(
            f"COPY activity_activityevent ({columns}) FROM STDIN",
            file,
        )
    connection.commit()
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def ingest_file(url: str, sent: Path) -> float:
    """Seconds of the command, less those of a command that ingests nothing
    (Python and Django starting).
    """
    began = time.perf_counter()
    output = run_manage(url, "ingest_events", str(sent), "--source", "bench")
    seconds = time.perf_counter() - began
    if "rejected 0" not in output:
        raise SystemExit(output)
    began = time.perf_counter()
    run_manage(url, "ingest_events", "--help")
    return seconds - (time.perf_counter() - began)


def ingest_rest(url: str, sent: Path, rows: int) -> float:
    token = run_manage(
        url,
        "create_token",
        "bench",
        "--scopes",
        "events:write",
    ).split()[-1]
    port = _free_port()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("gunicorn")),
            "kocops.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--no-control-socket",
            "--log-level",
            "warning",
        ],
        env={**os.environ, "DATABASE_URL": url},
        cwd=ROOT,
    )
    try:
        bodies = _bodies(sent, rows)
        _wait_for(port)
        client = http.client.HTTPConnection("127.0.0.1", port)
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
        }
        began = time.perf_counter()
        for body in bodies:
            client.request("POST", "/api/v1/events/", body, headers)
            response = client.getresponse()
            if response.status != 200:
                raise SystemExit(response.read().decode())
            response.read()
        return time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def _bodies(sent: Path, rows: int) -> list[bytes]:
    with sent.open() as file:
        names = next(file).strip().split(",")
        events = [
            dict(zip(names, next(file).strip().split(","), strict=True))
            for _n in range(rows)
        ]
    return [
        json.dumps(
            {"source": "bench", "events": events[start : start + BATCH]},
        ).encode()
        for start in range(0, rows, BATCH)
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    assert set(NAMES) == set(KINDS.tolist())
    with tempfile.TemporaryDirectory() as folder:
        url, sent, ready = prepare(options.rows, Path(folder))
        rest_rows = min(options.rows, 100_000)
        rates: dict[str, list[float]] = {}
        acts: list[tuple[str, int, Callable[[], float]]] = [
            (
                "COPY straight into the indexed table",
                options.rows,
                lambda: copy_straight(url, ready),
            ),
            (
                "file by command, idempotent",
                options.rows,
                lambda: ingest_file(url, sent),
            ),
            (
                "the same file again",
                options.rows,
                lambda: ingest_file(url, sent),
            ),
            (
                "REST, batches of 1,000",
                rest_rows,
                lambda: ingest_rest(url, sent, rest_rows),
            ),
        ]
        for _run in range(options.runs):
            for name, rows, act in acts:
                if not name.startswith("the same"):
                    empty(url)
                rates.setdefault(name, []).append(rows / act())
    reference = statistics.median(rates[acts[0][0]])
    print(f"{options.rows:,} rows, {options.runs} runs")
    for name, values in rates.items():
        print(
            f"{re.sub(' +', ' ', name):<40} {statistics.median(values):10,.0f} rows/s"
            f"   {statistics.median(values) / reference:5.2f} × COPY",
        )


if __name__ == "__main__":
    main()
