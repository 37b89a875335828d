"""`manage.py reading_views`: make the views for tools that draw charts."""

from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
)
from django.db import connection
from django.utils.translation import gettext as _

from kocops.reading_views import VIEWS
from kocops.services.reading_views import (
    create_views,
    drop_views,
    readers_of_views,
    with_reader,
)


class Command(BaseCommand):
    help = "Make the views for tools that draw charts, such as Metabase (docs/reading.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reader",
            action="append",
            default=[],
            metavar="ROLE",
            help="A role of PostgreSQL that may read them, and nothing else by this.",
        )
        parser.add_argument(
            "--drop", action="store_true", help="Take them away."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["drop"]:
            drop_views()
            self.stdout.write(_("The views are gone."))
            return
        if options["reader"] and connection.vendor != "postgresql":
            raise CommandError(_("Only PostgreSQL has roles."))
        by_view = with_reader(readers_of_views(), options["reader"])
        create_views(by_view)
        readers = sorted(
            {role for named in by_view.values() for role in named}
        )
        text = _("%(count)s views are there; they are read by: %(readers)s")
        words = {"count": len(VIEWS), "readers": ", ".join(readers) or "–"}
        self.stdout.write(text % words)
