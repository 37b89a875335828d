"""`manage.py ingest_posts FILE --source NAME`: import a file of posts and
replies, and account for every row.
"""

from typing import Any

from django.utils import timezone

from activity.management.import_command import (
    ConsoleProgress,
    RowImportCommand,
)
from activity.models import IngestBatch
from community.rules.post_fields import POST_FIELDS
from community.services.files import ingest_post_file


class Command(RowImportCommand):
    help = (
        "Import a file of posts: CSV, NDJSON or XLSX, also gzip. Imported again, "
        "it only changes what the source has changed."
    )
    fields = POST_FIELDS

    def ingest_file(self, **how: Any) -> IngestBatch:
        return ingest_post_file(
            source=how["source"],
            path=how["path"],
            clock=timezone.now,
            progress=ConsoleProgress(self),
            limits=how["limits"],
        )
