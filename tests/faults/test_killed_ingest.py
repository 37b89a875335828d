"""kill -9 at random points of a delivery: sent again, it goes on where it
stopped, nothing lost, nothing doubled.
"""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.migrated import ROOT, manage

KILLS, ROWS = int(os.environ.get("INGEST_KILLS", "5")), 12_000
COUNT = """
from activity.models import ActivityEvent, IngestBatch
b = IngestBatch.objects.order_by("id").first()
kept = b.rejected_rows.count()
print(b.received, b.accepted, b.duplicate, b.rejected, kept,
    ActivityEvent.objects.count(), bool(b.finished_at))
"""


def write_file(path: Path) -> None:
    """Rows without ids, a hundredth of them equal to the one before, a hundredth of them wrong."""
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    lines = ["member,occurred_at,kind"]
    for n in range(ROWS):
        moment = begin + timedelta(minutes=n - (n % 100 == 1))
        member = f"u{(n - (n % 100 == 1)) % 700}"
        lines.append(
            f"{member},{moment.isoformat()},{'dance' if n % 100 == 50 else 'like'}",
        )
    path.write_text("\n".join(lines) + "\n")


@pytest.mark.faults
def test_a_killed_delivery_accounts_for_every_row_in_the_end(
    database: dict[str, str],
    tmp_path: Path,
) -> None:
    path, dice, killed = tmp_path / "rows.csv", random.Random(11), 0
    write_file(path)
    command = [
        sys.executable,
        str(ROOT / "manage.py"),
        "ingest_events",
        str(path),
        "--source",
        "app",
    ]
    for _attempt in range(KILLS):
        process = subprocess.Popen(
            command,
            env=database,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(dice.uniform(0.6, 1.6))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        if process.returncode == 0:
            break
    manage(database, *command[2:]) if killed == KILLS else None
    wrong = ROWS // 100
    expected = f"{ROWS} {ROWS - wrong} 0 {wrong} {wrong} {ROWS - wrong} True"
    assert killed >= 1
    assert (
        manage(database, "shell", "-v", "0", "-c", COUNT).strip() == expected
    )
