"""The funnel of AISAS against the night that it follows, and against one
aggregate of the same events by PostgreSQL, in the same run.

`python -m benchmarks.funnel [--members 20000] [--events 2000000] [--runs 3]`
prints medians and ratios; `--once` computes one funnel and prints its seconds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from datetime import timedelta

from benchmarks.database import ROOT, ensure_database
from benchmarks.night import SUNDAY, aggregate, night

FIRST_ACTS = """
    SELECT member_id, min(occurred_at),
        min(occurred_at) FILTER (WHERE kind IN (10, 11, 13, 20, 22)),
        min(occurred_at) FILTER (WHERE kind IN (3, 40, 41, 42)),
        min(occurred_at) FILTER (WHERE kind IN (12, 21, 30, 31, 32, 33))
    FROM activity_activityevent GROUP BY 1
"""


def compute_once() -> float:
    """Compute the funnel of the published night anew; return its seconds."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "kocops.settings"
    import django  # noqa: PLC0415 - what only the funnel's own process needs

    django.setup()
    from django.utils import timezone  # noqa: PLC0415 - needs what was set up

    from reports.models import FunnelRun  # noqa: PLC0415 - as above
    from reports.services.funnels import refresh_funnel  # noqa: PLC0415

    FunnelRun.objects.all().delete()
    began = time.perf_counter()
    assert refresh_funnel(now=timezone.now())
    return time.perf_counter() - began


def funnel(url: str) -> float:
    """Compute the funnel in a process of its own; return its seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.funnel", "--once"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--once", action="store_true")
    given = parser.parse_args()
    if given.once:
        print(compute_once())
        return
    url = ensure_database(given.members, given.events)
    nights, funnels, bare = [], [], []
    for run in range(given.runs):
        day = SUNDAY + timedelta(weeks=run)
        nights.append(night(url, day, full=True)[0])
        funnels.append(funnel(url))
        bare.append(aggregate(url, FIRST_ACTS))
    of_night = [
        one / other for one, other in zip(funnels, nights, strict=True)
    ]
    of_bare = [one / other for one, other in zip(funnels, bare, strict=True)]
    print(
        f"{given.members:,} members, {given.events:,} events, "
        f"{given.runs} runs: night {statistics.median(nights):.2f} s, "
        f"funnel {statistics.median(funnels):.2f} s, "
        f"{statistics.median(of_night):.2f} of the night, "
        f"{statistics.median(of_bare):.2f} of the bare aggregate"
    )


if __name__ == "__main__":
    main()
