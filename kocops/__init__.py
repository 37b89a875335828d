"""How is it put together? Settings, urls, the API's list, Celery, the night, the menu."""

from kocops.celery import app as celery_app

__all__ = ["celery_app"]
