"""A copy of the project in which a test makes the change that a contributor
would make, and runs code on it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APPS = (
    "kocops",
    "campaigns",
    "outreach",
    "immunity",
    "integrations",
    "notifications",
    "reports",
    "accounts",
    "teamwork",
    "insights",
    "lifecycle",
    "koc",
    "knowledge",
    "alerts",
    "roles",
    "community",
    "activity",
    "members",
    "common",
)
SETUP = "import django\ndjango.setup()\n"
# An empty SQLite database in memory, with a table for each model, and for the
# migrations, of which none was applied.
DATABASE = """
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.runner import DiscoverRunner
connection.settings_dict["TEST"]["MIGRATE"] = False
DiscoverRunner(verbosity=0).setup_databases()
MigrationRecorder(connection).ensure_schema()
"""


class ScratchCopy:
    """The apps, templates and texts of the project under another root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        skipped = shutil.ignore_patterns("__pycache__")
        for name in (*APPS, "templates", "locale"):
            shutil.copytree(ROOT / name, root / name, ignore=skipped)

    def insert_before(self, path: str, anchor: str, text: str) -> None:
        """Insert text before the only occurrence of an anchor in a file."""
        file = self.root / path
        source = file.read_text("utf-8")
        assert source.count(anchor) == 1, f"{path}: {anchor!r}"
        file.write_text(source.replace(anchor, text + anchor), "utf-8")

    def run(self, script: str) -> str:
        """Run a script in the copy, after django.setup(); return its output."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "kocops.settings",
            "KOCOPS_VAR_DIR": str(self.root / "var"),
        }
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-c", SETUP + script],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
