"""`manage.py migrate`: as Django's, with the views of kocops/reading_views.py taken
away before and made anew after, since a table that a view reads cannot be
changed.
"""

from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from kocops.services.reading_views import (
    Readers,
    create_views,
    drop_views,
    existing_views,
    readers_of_views,
)

# With these nothing is changed that a view reads.
READ_ONLY = ("check_unapplied", "plan", "prune")


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        changes = not any(options.get(name) for name in READ_ONLY)
        is_default = options["database"] == connection.alias
        if not (changes and is_default and existing_views()):
            super().handle(*args, **options)
            return
        readers = readers_of_views()
        drop_views()
        try:
            super().handle(*args, **options)
        finally:
            self._make_anew(readers)

    def _make_anew(self, readers: Readers) -> None:
        """Make the views; where a table that they read is not there yet, say
        how they come back.
        """
        try:
            create_views(readers)
        except DatabaseError as error:
            roles = {role for named in readers.values() for role in named}
            command = " ".join(
                ["manage.py reading_views", *_reader_options(sorted(roles))]
            )
            text = _(
                "The views for charts could not be made anew: %(error)s Once "
                "all migrations are applied: %(command)s",
            )
            said = {"error": str(error).strip(), "command": command}
            self.stderr.write(text % said)


def _reader_options(roles: list[str]) -> list[str]:
    return [f"--reader {role}" for role in roles]
