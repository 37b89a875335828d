"""The night against one hash aggregate of the same events by PostgreSQL, in the same run.

`python -m benchmarks.night [--members 200000] [--events 20000000] [--runs 5]` prints medians and ratios.
BENCH_SERVER names the PostgreSQL server.
"""

import argparse
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import psutil
import psycopg2

from benchmarks.database import ROOT, SESSION, ensure_database

DAY = date(2026, 6, 28)
AGGREGATE = """
    SELECT member_id, date_trunc('week', occurred_at AT TIME ZONE 'Asia/Shanghai') AS week,
        sum(quantity) FILTER (WHERE kind < 10), sum(quantity) FILTER (WHERE kind BETWEEN 10 AND 19),
        sum(quantity) FILTER (WHERE kind BETWEEN 20 AND 29), sum(quantity) FILTER (WHERE kind BETWEEN 30 AND 39),
        sum(quantity) FILTER (WHERE kind >= 40), min(occurred_at), max(occurred_at)
    FROM activity_activityevent GROUP BY 1, 2
"""
AGGREGATE_PER_MEMBER = """
    SELECT member_id, sum(quantity) FILTER (WHERE kind < 10), sum(quantity) FILTER (WHERE kind BETWEEN 10 AND 19),
        sum(quantity) FILTER (WHERE kind BETWEEN 20 AND 29), sum(quantity) FILTER (WHERE kind BETWEEN 30 AND 39),
        sum(quantity) FILTER (WHERE kind >= 40), min(occurred_at), max(occurred_at)
    FROM activity_activityevent GROUP BY 1
"""


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def aggregate(url: str, query: str) -> float:
    connection = psycopg2.connect(url, options=SESSION)
    cursor = connection.cursor()
    seconds = timed(lambda: cursor.execute(f"SELECT count(*) FROM ({query}) grouped"))
    connection.close()
    return seconds


ACTIVITY_ONLY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kocops.settings"
import django
django.setup()
from django.core.management import execute_from_command_line
import kocops.night
kocops.night.NIGHT_PARTS = ()
execute_from_command_line(["manage.py", *sys.argv[1:]])
"""


def night(url: str, day: date, *options: str, whole: bool = True) -> tuple[float, float]:
    """Run one night in a process of its own; returns its seconds and the peak MB of its largest process.

    Without `whole` the night computes activity only, as if no floor above had a part in it.
    """
    environment = {**os.environ, "DATABASE_URL": url, "PGOPTIONS": SESSION}
    program = [str(ROOT / "manage.py")] if whole else ["-c", ACTIVITY_ONLY]
    command = [sys.executable, *program, "run_night", "--day", str(day), *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    peak = _watch_memory(process.pid)
    output, _errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"the night failed: {output}")
    seconds = float(output.split(" members, ")[1].split(" s,")[0])
    return seconds, max(peak) / 1e6


def _watch_memory(pid: int) -> list[int]:
    peak = [0]

    def watch() -> None:
        try:
            process = psutil.Process(pid)
            while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
                for one in (process, *process.children(recursive=True)):
                    peak.append(one.memory_info().rss)
                time.sleep(0.05)
        except psutil.NoSuchProcess:
            return

    threading.Thread(target=watch, daemon=True).start()
    return peak


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    url = ensure_database(options.members, options.events)
    rows: dict[str, list[float]] = {}
    memory = 0.0
    for _run in range(options.runs):
        rows.setdefault("hash aggregate per member", []).append(aggregate(url, AGGREGATE_PER_MEMBER))
        rows.setdefault("hash aggregate per member and week", []).append(aggregate(url, AGGREGATE))
        for name, day, flags, whole in (
            ("full night, the day before", DAY - timedelta(days=1), ("--full",), True),
            ("incremental night", DAY, (), True),
            ("full night", DAY, ("--full",), True),
            ("full night, two workers", DAY, ("--full", "--workers", "2"), True),
            ("full night, activity only, the day before", DAY - timedelta(days=1), ("--full",), False),
            ("incremental night, activity only", DAY, (), False),
            ("full night, activity only", DAY, ("--full",), False),
            ("full night, activity only, two workers", DAY, ("--full", "--workers", "2"), False),
        ):
            seconds, peak = night(url, day, *flags, whole=whole)
            rows.setdefault(name, []).append(seconds)
            memory = max(memory, peak)
    reference = statistics.median(rows["hash aggregate per member and week"])
    print(f"{options.members:,} members, {options.events:,} events, {options.runs} runs")
    for name, values in rows.items():
        middle = statistics.median(values)
        print(f"{name:<44} {middle:8.2f} s   {middle / reference:5.2f} × aggregate")
    for kind in ("full night", "full night, activity only"):
        one, two = statistics.median(rows[kind]), statistics.median(rows[f"{kind}, two workers"])
        print(f"{kind}: two workers / one worker: {two / one:.2f}")
    print(f"peak memory of a worker: {memory:.0f} MB")


if __name__ == "__main__":
    main()
