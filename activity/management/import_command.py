"""What all commands that import a file have in common."""

from argparse import ArgumentParser
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity.models import EventSource, IngestBatch
from activity.rules.limits import NO_LIMITS, IngestLimits
from activity.selectors.batch_reports import batch_report
from activity.selectors.file_limits import stop_text
from activity.services.sources import save_source
from common.errors import DomainError
from common.jobs.queue import Progress

BAR_WIDTH = 30
READING = ("time_zone", "time_format", "clock_change", "unknown_members")


class ImportCommand(BaseCommand):
    """Takes a file and the source it is of, imports it, and accounts for every row.

    `fields` are those that --map knows; --map is stored on the source if
    `keeps_columns`.
    """

    fields: Collection[str] = ()
    keeps_columns = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source",
            required=True,
            help="name of the source, created if it is new",
        )
        parser.add_argument(
            "--platform",
            help="platform of its member ids, if it shares them with other sources",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=f"FIELD is one of {', '.join(self.fields)}",
        )
        parser.add_argument(
            "--no-limits",
            action="store_true",
            help="do not limit size and rejected rows",
        )

    def ingest_file(
        self,
        *,
        source: EventSource,
        path: Path,
        columns: dict[str, str],
        limits: IngestLimits | None,
        options: Mapping[str, Any],
    ) -> IngestBatch:
        """Import the file; return its batch."""
        raise NotImplementedError

    def source_settings(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings of the source that the options name."""
        return {"platform": options["platform"]}

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        require_file(path)
        columns = self._columns(options["map"])
        try:
            source = save_source(
                name=options["source"],
                columns=columns if self.keeps_columns else None,
                **self.source_settings(options),
            )
            batch = self.ingest_file(
                source=source,
                path=path,
                columns=columns,
                limits=NO_LIMITS if options["no_limits"] else None,
                options=options,
            )
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        for line in batch_report(batch):
            self.stdout.write(line)
        if batch.stopped:
            raise CommandError(f"{stop_text(batch)} [{batch.stopped}]")

    def _columns(self, pairs: list[str]) -> dict[str, str]:
        columns = {}
        for pair in pairs:
            field, _equals, column = pair.partition("=")
            if field not in self.fields or not column:
                known = ", ".join(self.fields)
                raise CommandError(
                    f"--map {pair}: FIELD=COLUMN, FIELD 为 · is one of {known}",
                )
            columns[field] = column
        return columns


def require_file(path: Path) -> None:
    """Refuse a path where no file is."""
    if not path.is_file():
        raise CommandError(f"没有这个文件 · no such file: {path}")


class RowImportCommand(ImportCommand):
    """Imports rows with members and moments: events, posts, reactions."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--time-zone",
            help="time zone of times without an offset, e.g. Asia/Shanghai",
        )
        parser.add_argument(
            "--time-format",
            choices=EventSource.TimeFormats.values,
            help="how times are read that can mean several moments",
        )
        parser.add_argument(
            "--clock-change",
            choices=EventSource.ClockChanges.values,
            help="which moment a local time is that a clock change skips or repeats",
        )
        parser.add_argument(
            "--unknown-members",
            choices=EventSource.UnknownMembers.values,
            help="create members that no identity matches, or refuse the row",
        )

    def source_settings(self, options: Mapping[str, Any]) -> dict[str, Any]:
        named = {name: options[name] for name in READING}
        return {**super().source_settings(options), **named}


class ConsoleProgress(Progress):
    """A bar in the terminal; nothing where the output is no terminal."""

    def __init__(self, command: BaseCommand) -> None:
        super().__init__(None)
        self._out = command.stderr

    def report(
        self,
        done: int,
        total: int | None = None,
        doing: str = "",
    ) -> None:
        if not total or not self._out.isatty():
            return
        share = min(1.0, done / total)
        bar = "█" * int(share * BAR_WIDTH)
        self._out.write(
            f"\r{bar:<{BAR_WIDTH}} {share:4.0%} {doing}",
            ending="",
        )
        if share >= 1:
            self._out.write("\n", ending="")
