"""What the feed watch does on a log: its false alarms and its delay."""

import gzip
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from activity.research.feed_watch import evaluate_feed, read_log


def write_log(path: Path, silent: range) -> Path:
    """Write a log of about 40 events a day in two dimensions, none on the silent days."""
    random = np.random.default_rng(2)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("member,day,dimension,count\n")
        for number in range(300):
            if number in silent:
                continue
            day = date(2025, 1, 1) + timedelta(days=number)
            for name, mean in (("post", 30), ("reply", 10)):
                file.write(f"m,{day},{name},{1 + random.poisson(mean)}\n")
    return path


def test_outage_of_a_log_is_its_only_alarm(tmp_path) -> None:
    path = write_log(tmp_path / "log.csv.gz", range(200, 208))
    feeds = {feed.name: feed for feed in read_log(path)}
    assert set(feeds) == {"all", "post", "reply"}
    record = evaluate_feed(feeds["all"], cuts=20, seed=1)
    assert record.false_alarms == 1
    assert 1 <= np.median(record.delays) <= 2


def test_steady_log_raises_no_alarm(tmp_path) -> None:
    path = write_log(tmp_path / "log.csv.gz", range(0))
    for feed in read_log(path):
        assert evaluate_feed(feed, cuts=1, seed=1).false_alarms == 0
