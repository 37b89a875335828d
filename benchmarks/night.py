"""The night against one hash aggregate of the same events by PostgreSQL, in
the same run.

`python -m benchmarks.night [--members 200000] [--events 20000000] [--runs 5]`
prints medians and ratios. States of dormancy are decided at the end of a week,
so a Sunday's night does more than others. BENCH_SERVER names the PostgreSQL
server.
"""

import argparse
import os
import statistics
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import psutil
import psycopg2

from benchmarks.database import SESSION, ensure_database
from benchmarks.one_night import (
    ALL,
    DORMANCY,
    NONE,
    PARTS,
    night_seconds,
    start_night,
)

SUNDAY = date(2026, 6, 28)
AGGREGATE = """
    SELECT member_id, date_trunc('week', occurred_at AT TIME ZONE 'Asia/Shanghai') AS week,
        sum(quantity) FILTER (WHERE kind < 10), sum(quantity) FILTER (WHERE kind BETWEEN 10 AND 19),
        sum(quantity) FILTER (WHERE kind BETWEEN 20 AND 29),
            sum(quantity) FILTER (WHERE kind BETWEEN 30 AND 39),
        sum(quantity) FILTER (WHERE kind >= 40), min(occurred_at), max(occurred_at)
    FROM activity_activityevent GROUP BY 1, 2
"""
AGGREGATE_PER_MEMBER = """
    SELECT member_id, sum(quantity) FILTER (WHERE kind < 10),
        sum(quantity) FILTER (WHERE kind BETWEEN 10 AND 19),
        sum(quantity) FILTER (WHERE kind BETWEEN 20 AND 29),
            sum(quantity) FILTER (WHERE kind BETWEEN 30 AND 39),
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
    seconds = timed(
        lambda: cursor.execute(f"SELECT count(*) FROM ({query}) grouped"),
    )
    connection.close()
    return seconds


def night(
    url: str,
    day: date,
    *,
    full: bool,
    workers: int = 1,
    parts: str = ALL,
) -> tuple[float, float]:
    """Run one night in a process of its own; returns its seconds and the peak
    MB of its largest process.
    """
    process = start_night(
        {"DATABASE_URL": url},
        day,
        full=full,
        workers=workers,
        parts=parts,
    )
    peak = _watch_memory(process.pid)
    return night_seconds(process), max(peak) / 1e6


def one_core(
    url: str,
    run: Callable[[], tuple[float, float]],
) -> tuple[float, float]:
    """Run something while this process, its children and the database's
    backends have one core between them.
    """
    name, mine, stop = (
        url.rsplit("/", 1)[1],
        os.sched_getaffinity(0),
        threading.Event(),
    )

    def pin() -> None:
        while not stop.wait(0.05):
            for process in psutil.process_iter(["name", "cmdline"]):
                if process.info["name"] == "postgres" and name in " ".join(
                    process.info["cmdline"],
                ):
                    process.cpu_affinity([min(mine)])

    # Started first, so that it keeps the other cores and takes nothing of the one that is measured.
    watcher = threading.Thread(target=pin, daemon=True)
    watcher.start()
    os.sched_setaffinity(0, {min(mine)})
    try:
        return run()
    finally:
        stop.set()
        watcher.join()
        os.sched_setaffinity(0, mine)


def _watch_memory(pid: int) -> list[int]:
    peak = [0]

    def watch() -> None:
        try:
            process = psutil.Process(pid)
            while (
                process.is_running()
                and process.status() != psutil.STATUS_ZOMBIE
            ):
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
    parser.add_argument(
        "--one-core",
        action="store_true",
        help="also one worker with one core; needs root",
    )
    options = parser.parse_args()
    url = ensure_database(options.members, options.events)
    rows: dict[str, list[float]] = {}
    memory = 0.0
    for run in range(options.runs):
        rows.setdefault("hash aggregate per member", []).append(
            aggregate(url, AGGREGATE_PER_MEMBER),
        )
        rows.setdefault("hash aggregate per member and week", []).append(
            aggregate(url, AGGREGATE),
        )
        # The order turns, so that what one kind leaves behind weighs on no other alone.
        for parts in (*PARTS[run % len(PARTS) :], *PARTS[: run % len(PARTS)]):
            for name, day, full, workers in (
                (
                    "full night, a Friday's",
                    SUNDAY - timedelta(days=2),
                    True,
                    1,
                ),
                (
                    "incremental night, a Saturday's",
                    SUNDAY - timedelta(days=1),
                    False,
                    1,
                ),
                ("incremental night, a Sunday's", SUNDAY, False, 1),
                ("full night", SUNDAY, True, 1),
                ("full night, two workers", SUNDAY, True, 2),
            ):
                seconds, peak = night(
                    url,
                    day,
                    full=full,
                    workers=workers,
                    parts=parts,
                )
                rows.setdefault(f"{name} ({parts})", []).append(seconds)
                memory = max(memory, peak)
        if options.one_core:
            seconds, _peak = one_core(
                url,
                lambda: night(url, SUNDAY, full=True, parts=NONE),
            )
            rows.setdefault(
                f"full night, worker and database on one core ({NONE})",
                [],
            ).append(seconds)
    reference = statistics.median(rows["hash aggregate per member and week"])
    print(
        f"{options.members:,} members, {options.events:,} events, {options.runs} runs",
    )
    for name, values in rows.items():
        middle = statistics.median(values)
        print(
            f"{name:<50} {middle:8.2f} s   {middle / reference:5.2f} × aggregate",
        )
    for parts in PARTS:
        one, two = (
            statistics.median(rows[f"full night{more} ({parts})"])
            for more in ("", ", two workers")
        )
        print(f"{parts}: two workers / one worker: {two / one:.2f}")
    for name in (
        "full night",
        "incremental night, a Saturday's",
        "incremental night, a Sunday's",
    ):
        without, with_it = (
            statistics.median(rows[f"{name} ({parts})"])
            for parts in (NONE, DORMANCY)
        )
        print(f"{name}: dormancy adds {with_it / without - 1:.0%}")
    print(f"peak memory of a worker: {memory:.0f} MB")


if __name__ == "__main__":
    main()
