"""The full night on SQLite against DuckDB over the same events in Parquet, in
the same run.

`python -m benchmarks.sqlite_night [--members 20000] [--events 2000000] [--runs
5]` (group requirements/bench.txt).
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.community import make_events
from benchmarks.database import add_source, run_manage
from benchmarks.one_night import DORMANCY, NONE, night_seconds, start_night

DAY = date(2026, 6, 28)
QUERY = """
    SELECT member, date_trunc('week', make_timestamp((seconds + 28800) * 1000000)) AS week,
        count(*) FILTER (kind < 10), count(*) FILTER (kind BETWEEN 10 AND 19),
            count(*) FILTER (kind BETWEEN 20 AND 29),
        count(*) FILTER (kind BETWEEN 30 AND 39), count(*) FILTER (kind >= 40),
            min(seconds), max(seconds)
    FROM read_parquet('{file}') GROUP BY 1, 2
"""


def environment_of(folder: Path) -> dict[str, str]:
    """Return what a process needs to work on the folder's SQLite database."""
    return {
        "KOCOPS_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'kocops.sqlite3'}",
    }


def prepare(folder: Path, members: int, events: int) -> Path:
    """A SQLite database and a Parquet file hold the same events; returns the file."""
    url = environment_of(folder)["DATABASE_URL"]
    run_manage(url, "migrate", "--verbosity", "0")
    add_source(url)
    made = make_events(members=members, events=events)
    parquet = folder / "events.parquet"
    columns = {
        "member": made.member + 1,
        "seconds": made.seconds,
        "kind": made.kind,
    }
    duckdb.from_query("SELECT * FROM columns").write_parquet(str(parquet))
    connection = sqlite3.connect(folder / "kocops.sqlite3")
    connection.executemany(
        "INSERT INTO members_member (id, nickname, kind, owner_status, "
        "province, city, contact_note, created_at,"
        " updated_at) VALUES (?, ?, 'person', 'owner', '', '', '', '2026-01-01', '2026-01-01')",
        ((n, f"车友{n}") for n in range(1, members + 1)),
    )
    moments = np.datetime_as_string(
        made.seconds.astype("datetime64[s]"),
        unit="s",
    )
    connection.executemany(
        "INSERT INTO activity_activityevent (source_id, external_id, "
        "member_id, kind, quantity, occurred_at)"
        " VALUES (1, ?, ?, ?, 1, ?)",
        (
            (f"e{n}", member, kind, moment.replace("T", " "))
            for n, (member, kind, moment) in enumerate(
                zip(
                    columns["member"].tolist(),
                    columns["kind"].tolist(),
                    moments.tolist(),
                    strict=True,
                ),
            )
        ),
    )
    connection.commit()
    connection.close()
    return parquet


def duckdb_seconds(parquet: Path) -> float:
    connection = duckdb.connect(config={"threads": 1})
    began = time.perf_counter()
    connection.execute(QUERY.format(file=parquet)).fetchnumpy()
    return time.perf_counter() - began


def night(folder: Path, parts: str) -> float:
    return night_seconds(
        start_night(
            environment_of(folder),
            DAY,
            full=True,
            workers=1,
            parts=parts,
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parquet = prepare(folder, options.members, options.events)
        duck, dormancy, activity = [], [], []
        for _run in range(options.runs):
            duck.append(duckdb_seconds(parquet))
            dormancy.append(night(folder, DORMANCY))
            activity.append(night(folder, NONE))
    print(
        f"{options.members:,} members, {options.events:,} events, {options.runs} runs",
    )
    print(f"DuckDB over Parquet, one thread: {statistics.median(duck):.2f} s")
    for name, seconds in (
        ("full night, activity only", activity),
        ("full night with dormancy", dormancy),
    ):
        middle = statistics.median(seconds)
        print(
            f"{name:<31}: {middle:.2f} s   {middle / statistics.median(duck):.1f} × DuckDB",
        )


if __name__ == "__main__":
    main()
