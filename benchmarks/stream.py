"""Distinct Chinese posts through classification in memory: posts a second from
beginning to end, megabytes per million.

`taskset -c 0 python -m benchmarks.stream [--posts 205000]`. The posts are
generated as for benchmarks.watch, a year of them; here no database is asked,
so that only reading and clustering count.
"""

import argparse
import os
import resource
import time
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

import numpy as np  # noqa: E402

from alerts.research.evaluation import Stream  # noqa: E402
from alerts.research.labelled_files import Row  # noqa: E402
from alerts.rules.clustering import IssueIndex  # noqa: E402
from benchmarks.watch import MEMBERS, SERIES, chat, complain  # noqa: E402

PARTS = 10


def make_rows(count: int) -> list[Row]:
    """Return so many posts, no two with the same text, half of them complaints."""
    random, texts = np.random.default_rng(7), dict[str, None]()
    while len(texts) < count:
        texts[complain(random) if random.random() < 0.5 else chat(random)] = (
            None
        )
    begins, step = (
        datetime(2025, 11, 1, tzinfo=UTC),
        timedelta(days=365) / count,
    )
    members = random.integers(MEMBERS, size=count).tolist()
    return [
        Row(
            str(n),
            f"u{members[n]}",
            begins + n * step,
            text,
            SERIES[members[n] % len(SERIES)],
            "",
            "",
            frozenset(),
        )
        for n, text in enumerate(texts)
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=205_000)
    rows = make_rows(parser.parse_args().posts)
    stream, before = (
        Stream(IssueIndex(), titles_only=False),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )
    speeds = []
    for part in np.array_split(np.arange(len(rows)), PARTS):
        began = time.perf_counter()
        for number in part.tolist():
            stream.take(number, rows[number])
        speeds.append(len(part) / (time.perf_counter() - began))
    grown = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    ) / 1024
    print(
        f"{len(rows):,} posts, {len(stream.index.terms):,} issues: posts a second by tenths",
    )
    print(" ".join(f"{speed:,.0f}" for speed in speeds))
    print(
        f"memory grew by {grown:,.0f} MB: {grown / len(rows) * 1e6:,.0f} MB per million posts",
    )


if __name__ == "__main__":
    main()
