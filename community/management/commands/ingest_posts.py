"""`manage.py ingest_posts FILE --source NAME`: import a file of posts and
replies, and account for every row.
"""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from activity.management.import_command import (
    ConsoleProgress,
    RowImportCommand,
)
from activity.models import EventSource, IngestBatch
from community.rules.post_fields import POST_FIELDS
from community.services.files import ingest_post_file


class Command(RowImportCommand):
    help = (
        "Import a file of posts: CSV, NDJSON or XLSX, also gzip. Imported again, "
        "it only changes what the source has changed."
    )
    fields = POST_FIELDS

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--history-until",
            type=date.fromisoformat,
            metavar="DAY",
            help="posts before this day are history and raise no news; "
            "without it, those older than 30 days when they arrive",
        )

        parser.add_argument(
            "--threads",
            choices=EventSource.Threads.values,
            help="what posts without a thread are: messages of a group chat, "
            "which are put together, or posts that open threads of a forum; "
            "auto: as the rows show",
        )

    def source_settings(self, options: Mapping[str, Any]) -> dict[str, Any]:
        named = ("history_until", "threads")
        settings = {}
        for name in named:
            settings[name] = options[name]
        return {**super().source_settings(options), **settings}

    def ingest_file(self, **how: Any) -> IngestBatch:
        return ingest_post_file(
            source=how["source"],
            path=how["path"],
            clock=timezone.now,
            progress=ConsoleProgress(self),
            limits=how["limits"],
        )
