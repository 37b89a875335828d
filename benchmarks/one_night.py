"""`python -m benchmarks.one_night DAY PARTS full|on WORKERS`: run one night
and print its seconds.

They begin when the night is opened and end when it is published and its
segments are counted; starting the process is not among them. PARTS names what
floors above activity have in it, with commas; "none" leaves activity only.
"""

import os
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from benchmarks.database import ROOT, SESSION

PARTS = NONE, DORMANCY, ALL = "none", "dormancy", "dormancy,roles"


def start_night(
    environment: dict[str, str],
    day: date,
    *,
    full: bool,
    workers: int,
    parts: str,
) -> subprocess.Popen[str]:
    """A process has begun on the night; it prints its seconds when it is done."""
    arguments = [str(day), parts, "full" if full else "on", str(workers)]
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.one_night", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def night_seconds(process: subprocess.Popen[str]) -> float:
    """Return the seconds of a night that has been started, once it is done."""
    output, _errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"the night failed: {output}")
    return float(output)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kocops.settings"
    import django  # noqa: PLC0415 - what only the night's own process needs

    django.setup()
    from django.db import connection  # noqa: PLC0415 - needs what was set up

    import kocops.nightly  # noqa: PLC0415 - needs what was set up
    from common.calendar import business_zone  # noqa: PLC0415 - as above

    day, parts, mode, workers = sys.argv[1:]
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"]["options"] += f" {SESSION}"
        with connection.cursor() as cursor:
            cursor.execute("SHOW work_mem")
            assert cursor.fetchone() == ("256MB",), (
                "the night must have the session that the reference has"
            )
        connection.close()
    chosen = parts.split(",")
    kocops.nightly.PIPELINE_STAGES = tuple(
        part for part in kocops.nightly.PIPELINE_STAGES if part.name in chosen
    )
    # As on the morning after: by today's clock the feed would be silent, and the
    # night would hold the states of its members.
    business_date = date.fromisoformat(day)
    morning = datetime.combine(
        business_date + timedelta(days=1),
        clock_time(hour=2),
        business_zone(),
    )
    began = time.perf_counter()
    kocops.nightly.run_nightly(
        business_date=business_date,
        clock=lambda: morning,
        full=mode == "full",
        workers=int(workers),
    )
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
