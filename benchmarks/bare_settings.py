"""kocops' settings for benchmarks/pages.py: bare views beside the pages."""

from kocops.settings import *  # noqa: F403
from kocops.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.bare_urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")
