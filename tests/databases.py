"""On which database a test file runs in the usual run of everything.

What does not reach the database, pages, forms and what all pages agree on run on
SQLite; reads and writes of the apps run on PostgreSQL, which refuses more; what
depends on the database most runs on both. The long run runs everything on both.
"""

import os
import re
from pathlib import Path

from tests.extent import TRIES_EVERYTHING

# Set by test.sh, to "sqlite" or "postgresql"; without it every test runs.
SHARE = os.environ.get("TEST_DATABASE_SHARE", "")
SQLITE_FOLDERS = ("architecture", "browser", "faults", "kocops")
SQLITE_FILES = re.compile(
    r"test_(\w+_)?(rules|views|forms|tables|ui|files|research|commands|"
    r"middleware|mapping|pages|labels|figures|charts|clock|schema|client)(_|$)",
)
BOTH = re.compile(r"test_(\w+_)?(db|migrations|nights|jobs|hostile)(_|$)")


def runs_here(path: Path, share: str = SHARE) -> bool:
    """Tell whether a test file is part of the share of this run."""
    if not share or TRIES_EVERYTHING or BOTH.match(path.stem):
        return True
    is_for_sqlite = path.parent.name in SQLITE_FOLDERS
    is_for_sqlite = is_for_sqlite or bool(SQLITE_FILES.match(path.stem))
    return is_for_sqlite == (share == "sqlite")
