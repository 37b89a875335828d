"""`manage.py ingest_posts FILE --source NAME`: take a file of posts and replies in, every row accounted for."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.models import EventSource
from activity.services.sources import save_source
from common.errors import ReaderError
from common.services.jobs import Progress
from community.rules.post_drafts import POST_FIELDS
from community.services.posts import take_in_post_file


class Command(BaseCommand):
    help = "Take a CSV or NDJSON file of posts in (gzip allowed); sent again, it adds nothing and mends what changed."
    fields, take_in = POST_FIELDS, staticmethod(take_in_post_file)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="name of the source; made if it is new")
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help=f"FIELD is one of {self.fields}"
        )
        parser.add_argument("--time-zone", help="of times without an offset, e.g. Asia/Shanghai")
        parser.add_argument("--unknown-members", choices=EventSource.UnknownMembers.values)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"没有这个文件 · no such file: {options['file']}")
        try:
            source = save_source(
                name=options["source"],
                columns=_mapping(options["map"], self.fields),
                time_zone=options["time_zone"],
                unknown_members=options["unknown_members"],
            )
            batch = self.take_in(source=source, path=options["file"], clock=timezone.now, progress=Progress(None))
        except ReaderError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        self.stdout.write(
            f"{batch.file_name}: received {batch.received:,} = accepted {batch.accepted:,}"
            f" + duplicate {batch.duplicate:,} + rejected {batch.rejected:,}; new members {batch.created_members:,}"
        )
        for code, count in Counter(batch.rejected_rows.values_list("code", flat=True)).most_common():
            self.stdout.write(f"  rejected {code}: {count:,}")


def _mapping(pairs: list[str], fields: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        field, _equals, column = pair.partition("=")
        if field not in fields or not column:
            raise CommandError(f"--map {pair}: FIELD=COLUMN, FIELD 为 · is one of {', '.join(fields)}")
        columns[field] = column
    return columns
