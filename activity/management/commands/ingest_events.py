"""`manage.py ingest_events FILE --source NAME`: import a file of events; every
row is accounted for.
"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils import timezone

from activity.management.import_command import (
    ConsoleProgress,
    RowImportCommand,
    require_file,
)
from activity.models import IngestBatch
from activity.rules.drafts import FIELDS
from activity.rules.event_details import DETAIL_FIELDS
from activity.services.files import ingest_file
from common.files.tables import read_records


class Command(RowImportCommand):
    help = (
        "Import a file of events: CSV, NDJSON or XLSX, also gzip (docs/importing.md). "
        "Imported again, it adds nothing."
    )
    fields = (*FIELDS, *DETAIL_FIELDS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--kinds",
            type=Path,
            help="CSV or JSON file: the source's kind, our kind; - skips the kind",
        )

    def source_settings(self, options: Mapping[str, Any]) -> dict[str, Any]:
        kinds = _kinds(options["kinds"]) if options["kinds"] else None
        return {**super().source_settings(options), "kinds": kinds}

    def ingest_file(self, **how: Any) -> IngestBatch:
        batch, _outcome = ingest_file(
            source=how["source"],
            path=how["path"],
            file_name=how["path"].name,
            channel=IngestBatch.Channel.COMMAND,
            clock=timezone.now,
            progress=ConsoleProgress(self),
            limits=how["limits"],
        )
        return batch


def _kinds(path: Path) -> dict[str, str]:
    require_file(path)
    if path.suffix == ".json":
        text = path.read_text(encoding="utf-8-sig")
        return {str(key): str(kind) for key, kind in json.loads(text).items()}
    kinds = {}
    for cells in read_records(path):
        if len(cells) >= 2:
            kinds[cells[0].strip()] = cells[1].strip()
    return kinds
