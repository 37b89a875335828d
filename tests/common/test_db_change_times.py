"""The database notes when a row changed."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import NOT_PROVIDED

from common.db.change_times import COLUMN

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.mark.django_db
def test_every_table_that_says_when_rows_changed_has_its_trigger() -> None:
    """On SQLite a migration that makes a table anew drops its triggers."""
    wanted = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_noted = field.db_default is not NOT_PROVIDED
            if field.column == COLUMN and is_noted:
                wanted.add(f"{model._meta.db_table}_changed")
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    assert len(wanted) >= 4
    assert wanted <= found
