"""The project: settings, addresses, the API's resources, workers, the night and the menu."""

import os

# Set before numpy is loaded: our matrices are small, and its threads would take
# the database's core without being faster.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kocops.celery import app as celery_app

__all__ = ["celery_app"]
