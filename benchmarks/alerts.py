"""Clustering of a labelled stream of titles beside river's TextClust, in the
same run.

`KOCOPS_DATA=… python -m benchmarks.alerts` (group requirements/bench.txt).
KOCOPS_DATA names the folder that holds posts/news_titles_en.jsonl.gz, which is
not part of the project. Settings that win on one order by chance do not win on
others: the last lines take the titles shuffled within blocks.
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from river import cluster  # noqa: E402

from alerts.research.clustering_metrics import ari, bcubed_f1, nmi  # noqa: E402
from alerts.research.labelled_files import Row, read_rows  # noqa: E402
from alerts.rules.clustering import IssueIndex  # noqa: E402
from alerts.rules.clustering_settings import TITLES  # noqa: E402
from community.rules.text import terms  # noqa: E402


def with_textclust(
    rows: list[Row],
    radius: float,
    fading: float,
) -> list[object]:
    """Label each row by the micro-cluster that it is in right after it was learnt."""
    model = cluster.TextClust(
        radius=radius,
        fading_factor=fading,
        tgap=100,
        real_time_fading=False,
    )
    labels = []
    for row in rows:
        words = dict.fromkeys(terms(row.text), 1)
        model.learn_one(words)
        labels.append(model.predict_one(words))
    return labels


def with_kocops(rows: list[Row]) -> list[object]:
    """Label each row by the issue that it belongs to at the end of the stream."""
    index, gone = IssueIndex(settings=TITLES), {}
    labels = []
    for row in rows:
        match = index.place(dict.fromkeys(terms(row.text), 1.0))
        gone.update(match.merged)
        labels.append(match.issue)

    def now(issue: int) -> int:
        while issue in gone:
            issue = gone[issue]
        return issue

    return [now(issue) for issue in labels]


NEARBY, BLOCK = 4, 50


def shuffled(rows: list[Row], seed: int) -> list[Row]:
    """Return the rows in a nearby order: each stays within its block."""
    chance = random.Random(seed)
    blocks = [
        rows[begin : begin + BLOCK] for begin in range(0, len(rows), BLOCK)
    ]
    for block in blocks:
        chance.shuffle(block)
    return [row for block in blocks for row in block]


def main() -> None:
    path = (
        Path(os.environ.get("KOCOPS_DATA", ""))
        / "posts"
        / "news_titles_en.jsonl.gz"
    )
    if not path.is_file():
        raise SystemExit(
            "KOCOPS_DATA names no folder with posts/news_titles_en.jsonl.gz",
        )
    rows = read_rows(path, "jsonl")
    ways: list[tuple[str, list[Row], Callable[[list[Row]], list[object]]]] = [
        (
            "TextClust r .8 fading 5e-4",
            rows,
            lambda given: with_textclust(given, 0.8, 5e-4),
        ),
        (
            "TextClust r .8 fading 5e-5",
            rows,
            lambda given: with_textclust(given, 0.8, 5e-5),
        ),
        ("kocops", rows, with_kocops),
        *(
            (f"kocops, nearby order {seed}", shuffled(rows, seed), with_kocops)
            for seed in range(1, NEARBY + 1)
        ),
    ]
    for name, given, way in ways:
        truth = [next(iter(row.labels)) for row in given]
        began = time.perf_counter()
        labels = way(given)
        seconds = time.perf_counter() - began
        print(
            f"{name:<28} NMI {nmi(labels, truth):.4f} ARI {ari(labels, truth):.4f}"
            f" B-cubed F1 {bcubed_f1(labels, truth):.4f} clusters "
            f"{len(set(labels)):,} {len(rows) / seconds:,.0f}/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
