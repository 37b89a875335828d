"""`manage.py ingest_members FILE --source NAME`: import members; every row is
accounted for.
"""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from activity.management.import_command import ConsoleProgress, ImportCommand
from activity.models import IngestBatch
from community.services.member_jobs import ingest_member_file
from members.rules.member_words import COLUMN_WORDS


class Command(ImportCommand):
    help = (
        "Import members from a file: one row for each member, or for each car. "
        "Imported again, it changes nothing."
    )
    fields = tuple(COLUMN_WORDS)
    # Rows of events of the same source have columns of their own.
    keeps_columns = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--refuse-unknown-circles",
            action="store_true",
            help="refuse rows that name a circle that does not exist, instead of making it",
        )
        parser.add_argument(
            "--take",
            action="append",
            default=[],
            metavar="LINE:FIELD",
            help="take a change although it looks like a spreadsheet's doing",
        )

    def ingest_file(self, **how: Any) -> IngestBatch:
        options = how["options"]
        batch, _outcome = ingest_member_file(
            source=how["source"],
            path=how["path"],
            file_name=how["path"].name,
            channel=IngestBatch.Channel.COMMAND,
            clock=timezone.now,
            progress=ConsoleProgress(self),
            columns=how["columns"],
            accepted=options["take"],
            makes_circles=not options["refuse_unknown_circles"],
            limits=how["limits"],
        )
        return batch
