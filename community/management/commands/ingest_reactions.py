"""`manage.py ingest_reactions FILE --source NAME`: import a file of who reacted
to which post.
"""

from typing import Any

from django.utils import timezone

from activity.management.import_command import (
    ConsoleProgress,
    RowImportCommand,
)
from activity.models import IngestBatch
from community.rules.reaction_drafts import REACTION_FIELDS
from community.services.files import ingest_reaction_file


class Command(RowImportCommand):
    help = (
        "Import a file of likes, saves and shares: CSV, NDJSON or XLSX, also "
        "gzip. Imported again, it adds nothing."
    )
    fields = REACTION_FIELDS

    def ingest_file(self, **how: Any) -> IngestBatch:
        return ingest_reaction_file(
            source=how["source"],
            path=how["path"],
            clock=timezone.now,
            progress=ConsoleProgress(self),
            limits=how["limits"],
        )
