"""How is it put together? Settings, urls, the API's list, Celery, the night, the menu."""

import os

# Before numpy is loaded: our matrices are small, and its threads would take the database's core without being quicker.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from kocops.celery import app as celery_app

__all__ = ["celery_app"]
