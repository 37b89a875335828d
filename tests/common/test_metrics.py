"""Requests are counted over all processes, and written as Prometheus reads them."""

import os
import threading
from errno import ENOSPC
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from common.metrics import requests
from common.metrics.requests import (
    BUCKETS,
    FILE,
    RequestCounts,
    class_of,
    count_request,
    request_metrics,
    shared_counts,
)
from common.metrics.text import Metric, Sample, gauge, gauges, render

TIMES = 2_000


def _add_in_threads(
    path: Path,
    inherited: RequestCounts | None,
    together: Any,
) -> None:
    counts = inherited or RequestCounts(path)
    together.wait()
    threads = []
    for _number in range(2):
        thread = threading.Thread(target=_add, args=(counts,))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()


def _add(counts: RequestCounts) -> None:
    for _number in range(TIMES):
        counts.add("page", 200, 0.25)


@pytest.mark.parametrize("is_inherited", [True, False])
def test_processes_and_threads_lose_no_count(
    tmp_path: Path,
    is_inherited: bool,
) -> None:
    path = tmp_path / "counts"
    counts = RequestCounts(path)
    inherited = counts if is_inherited else None
    fork = get_context("fork")
    together = fork.Barrier(3)
    processes = []
    for _number in range(3):
        process = fork.Process(
            target=_add_in_threads,
            args=(path, inherited, together),
        )
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    values = counts.read()
    assert values[100] == sum(values[500:511]) == 6 * TIMES
    assert values[511] == 6 * TIMES * 0.25


def test_a_full_disk_leaves_no_file_open(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_any: Any) -> None:
        raise OSError(ENOSPC, "no space")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _request in range(3):
        with pytest.raises(OSError, match="no space"):
            RequestCounts(tmp_path / "counts")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_without_the_lock_counts_are_lost(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The negative control: one addition is seen by no other."""
    counts = RequestCounts(tmp_path / "counts")
    other = RequestCounts(tmp_path / "counts")
    real = requests.VALUE.unpack_from

    class Interrupted:
        size = requests.VALUE.size
        pack_into = staticmethod(requests.VALUE.pack_into)
        is_first = True

        def unpack_from(self, values: Any, place: int) -> Any:
            found = real(values, place)
            if self.is_first:
                self.is_first = False
                other._increase(100, 1.0)
            return found

    monkeypatch.setattr(requests, "VALUE", Interrupted())
    counts._increase(100, 1.0)
    monkeypatch.undo()
    assert counts.read()[100] == 1.0


def test_counts_outlive_the_process(tmp_path: Path) -> None:
    first = RequestCounts(tmp_path / "counts")
    first.add("api", 404, 99.0)
    first.close()
    again = RequestCounts(tmp_path / "counts")
    assert sum(again.read()) == 1 + 1 + 99.0


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/apix/", "page"),
        ("/api/v1/members/", "api"),
        ("/static/css/kocops.css", "static"),
        ("/metrics", "probe"),
        ("/healthz", "probe"),
    ],
)
def test_requests_have_classes(path: str, kind: str) -> None:
    assert class_of(path) == kind


def test_a_histogram_adds_up(settings: Any) -> None:
    for seconds in (0.01, 0.011, 3.0, 60.0):
        count_request("/api/v1/", 200, seconds)
    text = render(request_metrics())
    own = 'kocops_request_duration_seconds_bucket{class="api",le='
    assert f'{own}"0.01"}} 1\n' in text
    assert f'{own}"0.025"}} 2\n' in text
    assert f'{own}"10.0"}} 3\n' in text
    assert f'{own}"+Inf"}} 4\n' in text
    assert 'kocops_request_duration_seconds_count{class="api"} 4\n' in text
    assert 'kocops_requests_total{class="api",status="200"} 4\n' in text
    assert list(BUCKETS) == sorted(BUCKETS)


def test_a_disk_that_refuses_costs_the_count_only(settings: Any) -> None:
    settings.VAR_DIR.joinpath("metrics").write_text("not a folder")
    count_request("/", 200, 0.1)


def test_the_counts_are_for_the_owner_only(settings: Any) -> None:
    shared_counts()
    mode = os.stat(settings.VAR_DIR / FILE).st_mode  # noqa: PTH116
    assert mode & 0o077 == 0


def test_text_escapes_labels_and_keeps_numbers() -> None:
    metrics = [
        gauge("a", "One.", True),
        gauges("b", "Two.", "name", {'x"\\\n': 1.5}),
        Metric("c", "counter", "Three.", [Sample(12_345_678_901)]),
    ]
    assert render(metrics) == (
        "# HELP a One.\n# TYPE a gauge\na 1\n"
        '# HELP b Two.\n# TYPE b gauge\nb{name="x\\"\\\\\\n"} 1.5\n'
        "# HELP c Three.\n# TYPE c counter\nc 12345678901\n"
    )
