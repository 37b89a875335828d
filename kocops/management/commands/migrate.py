"""`manage.py migrate`: as Django's, with the views of kocops/reading_views.py taken
away before and made anew after, since a table that a view reads cannot be
changed.
"""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connection

from kocops.services.reading_views import (
    create_views,
    drop_views,
    existing_views,
    readers_of_views,
)


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        is_default = options["database"] == connection.alias
        if not (is_default and existing_views()):
            super().handle(*args, **options)
            return
        readers = readers_of_views()
        drop_views()
        super().handle(*args, **options)
        create_views(readers=readers)
