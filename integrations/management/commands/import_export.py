"""`manage.py import_export PLATFORM FILE… --source NAME`: import what a
platform exports, and account for every row.
"""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.models import EventSource, IngestBatch
from activity.services.sources import save_source
from common.errors import DomainError
from integrations.platforms import PLATFORMS
from integrations.rules.files import UnreadableFile
from integrations.services.storing import store_rows

COUNTED = (
    "received",
    "accepted",
    "duplicate",
    "changed",
    "ignored",
    "rejected",
)
SHOWN_FAULTS = 10


class Command(BaseCommand):
    help = (
        "Import the export files of a platform (zip and gzip allowed). Imported "
        "again, they only change what the platform has changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        with_files = []
        for platform in PLATFORMS.values():
            if platform.read_files is not None:
                with_files.append(platform.name)
        parser.add_argument("platform", choices=with_files)
        parser.add_argument("files", type=Path, nargs="+")
        parser.add_argument(
            "--source",
            required=True,
            help="name of the source; made if it is new",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"没有这个文件 · no such file: {path}")
        platform = PLATFORMS[options["platform"]]
        try:
            source = _find_or_make_source(options["source"], platform.kinds)
            self._import(platform, options["files"], source)
        except UnreadableFile as error:
            raise CommandError(
                f"无法读取 · cannot be read: {error}",
            ) from error
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error

    def _import(
        self,
        platform: Any,
        files: list[Path],
        source: EventSource,
    ) -> None:
        total: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        shown = 0
        names = ", ".join(path.name for path in files)
        for rows in platform.read_files(files):
            reasons += rows.ignored
            for fault in rows.faults[: SHOWN_FAULTS - shown]:
                shown += 1
                self.stdout.write(
                    f"  {fault.code} {fault.where}: {fault.value}"
                )
            total += store_rows(
                source=source,
                rows=rows,
                clock=timezone.now,
                channel=IngestBatch.Channel.COMMAND,
                file_name=names,
            )
        self._report(names, total, reasons)

    def _report(
        self,
        names: str,
        total: Counter[str],
        reasons: Counter[str],
    ) -> None:
        counts = ", ".join(f"{name} {total[name]:,}" for name in COUNTED)
        self.stdout.write(
            f"{names}: {counts}; new members {total['members']:,}",
        )
        for reason, count in reasons.most_common():
            self.stdout.write(f"  left out {reason}: {count:,}")


def _find_or_make_source(name: str, kinds: Any) -> EventSource:
    """Return the source of this name; a new one reads the platform's kinds."""
    source = EventSource.objects.filter(name=name).first()
    if source is not None:
        return source
    return save_source(
        name=name, kinds=kinds, time_zone=settings.BUSINESS_TIME_ZONE
    )
