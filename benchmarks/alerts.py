"""Clustering of a labelled stream of titles beside river's TextClust, in the same run.

`KOCOPS_DATA=… python -m benchmarks.alerts` (group requirements/bench.txt). KOCOPS_DATA names the folder that holds
posts/news_titles_en.jsonl.gz, which is not part of the project.
"""

import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from river import cluster  # noqa: E402

from alerts.rules.clustering import IssueIndex  # noqa: E402
from alerts.rules.clustering_settings import TITLES  # noqa: E402
from alerts.rules.judging import ari, bcubed_f1, nmi  # noqa: E402
from alerts.services.evaluation import Row, read_rows  # noqa: E402
from community.rules.reading import terms  # noqa: E402


def with_textclust(rows: list[Row], radius: float, fading: float) -> list[object]:
    """Label each row by the micro-cluster that it is in right after it was learnt."""
    model = cluster.TextClust(radius=radius, fading_factor=fading, tgap=100, real_time_fading=False)
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
        placed = index.place(dict.fromkeys(terms(row.text), 1.0))
        gone.update(placed.merged)
        labels.append(placed.issue)

    def now(issue: int) -> int:
        while issue in gone:
            issue = gone[issue]
        return issue

    return [now(issue) for issue in labels]


def main() -> None:
    path = Path(os.environ.get("KOCOPS_DATA", "")) / "posts" / "news_titles_en.jsonl.gz"
    if not path.is_file():
        raise SystemExit("KOCOPS_DATA names no folder with posts/news_titles_en.jsonl.gz")
    rows = list(read_rows(path, "jsonl"))
    truth = [next(iter(row.labels)) for row in rows]
    ways = {
        "TextClust r .8 fading 5e-4": lambda: with_textclust(rows, 0.8, 5e-4),
        "TextClust r .8 fading 5e-5": lambda: with_textclust(rows, 0.8, 5e-5),
        "kocops": lambda: with_kocops(rows),
    }
    for name, way in ways.items():
        began = time.perf_counter()
        labels = way()
        seconds = time.perf_counter() - began
        print(
            f"{name:<28} NMI {nmi(labels, truth):.4f} ARI {ari(labels, truth):.4f}"
            f" B-cubed F1 {bcubed_f1(labels, truth):.4f} clusters {len(set(labels)):,} {len(rows) / seconds:,.0f}/s",
            flush=True,
        )


if __name__ == "__main__":
    main()
