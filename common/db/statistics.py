"""Refresh PostgreSQL's statistics of a table after many rows arrived, without
waiting for autovacuum.
"""

from django.db import connection
from django.db.models import Model

ANALYZE_AFTER_ROWS = 5_000


def refresh_statistics(*models: type[Model]) -> None:
    """Make PostgreSQL plan queries by the present content of these tables."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
