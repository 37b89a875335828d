"""`manage.py ingest_events FILE --source NAME`: take a file of events in, every row accounted for."""

import csv
import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import FIELDS
from activity.services.files import ingest_file
from activity.services.sources import save_source
from common.errors import ReaderError
from common.services.jobs import Progress


class Command(BaseCommand):
    help = "Take a CSV or NDJSON file of events in (gzip allowed); sent again, it adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="name of the source; made if it is new")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"FIELD is one of {FIELDS}"
        )
        parser.add_argument("--kinds", type=Path, help="CSV or JSON: the source's kinds and ours; - ignores")
        parser.add_argument("--time-zone", help="of times without an offset, e.g. Asia/Shanghai")
        parser.add_argument("--unknown-members", choices=EventSource.UnknownMembers.values)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件 · no such file: {path}")
        try:
            source = save_source(
                name=options["source"],
                columns=_mapping(options["map"]),
                kinds=_kinds(options["kinds"]) if options["kinds"] else None,
                time_zone=options["time_zone"],
                unknown_members=options["unknown_members"],
            )
            batch, _outcome = ingest_file(
                source=source,
                path=path,
                file_name=path.name,
                channel=IngestBatch.Channel.COMMAND,
                clock=timezone.now,
                progress=ConsoleProgress(self),
            )
        except ReaderError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        self._report(batch)

    def _report(self, batch: IngestBatch) -> None:
        self.stdout.write(
            f"{batch.file_name}: received {batch.received:,} = accepted {batch.accepted:,}"
            f" + duplicate {batch.duplicate:,} + rejected {batch.rejected:,};"
            f" new members {batch.created_members:,}"
        )
        for code, count in Counter(batch.rejected_rows.values_list("code", flat=True)).most_common():
            self.stdout.write(f"  rejected {code}: {count:,}")


class ConsoleProgress(Progress):
    """A bar in the terminal; nothing where the output is not one."""

    def __init__(self, command: BaseCommand) -> None:
        super().__init__(None)
        self._out = command.stderr

    def report(self, done: int, total: int | None = None, doing: str = "") -> None:
        if self._out.isatty() and total:
            share = min(1.0, done / total)
            self._out.write(f"\r{'█' * int(share * 30):<30} {share:4.0%} {doing}", ending="")
            if share >= 1:
                self._out.write("\n", ending="")


def _mapping(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, _equals, column = pair.partition("=")
        if field not in FIELDS or not column:
            raise CommandError(f"--map {pair}: FIELD=COLUMN, FIELD 为 · is one of {', '.join(FIELDS)}")
        columns[field] = column
    return columns


def _kinds(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise CommandError(f"没有这个文件 · no such file: {path}")
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return {str(theirs): str(ours) for theirs, ours in json.loads(text).items()}
    return {row[0]: row[1] for row in csv.reader(text.splitlines()) if len(row) >= 2}
