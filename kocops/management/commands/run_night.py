"""`manage.py run_night`: recompute a business date, several, or whatever is missing."""

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.models import Night
from common.errors import ReaderError
from kocops.night import fingerprint_of, run_missed_nights, run_night


class Command(BaseCommand):
    help = "Run the night of a date, of several in order, or (without dates) every missed one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="one business date, YYYY-MM-DD")
        parser.add_argument("--from", type=date.fromisoformat, dest="first", help="first of several dates")
        parser.add_argument("--to", type=date.fromisoformat, dest="last", help="last of several dates")
        parser.add_argument("--full", action="store_true", help="read every event (first of several only)")
        parser.add_argument("--again", action="store_true", help="also if the date is already done")
        parser.add_argument("--workers", type=int, default=1, help="processes on this machine")
        parser.add_argument("--fingerprint", action="store_true", help="print a hash of all that was written")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            nights = self._run(options)
        except ReaderError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        if not nights:
            self.stdout.write("没有待补的夜间重算 · no night is missing")
        elif options["fingerprint"]:
            self.stdout.write(fingerprint_of(nights[-1].generation))

    def _run(self, options: dict[str, Any]) -> list[Night]:
        days = _dates(options)
        if not days:
            return [self._told(night) for night in run_missed_nights(clock=timezone.now)]
        nights = []
        for number, day in enumerate(days):
            night = run_night(
                business_date=day,
                clock=timezone.now,
                full=options["full"] and number == 0,
                again=options["again"],
                workers=options["workers"],
            )
            nights.append(self._told(night))
        return nights

    def _told(self, night: Night) -> Night:
        seconds = (night.finished_at - night.started_at).total_seconds() if night.finished_at else 0
        self.stdout.write(
            f"{night.business_date} {night.mode}: {night.events_read:,} events read,"
            f" {night.member_count:,} members, {seconds:.2f} s, generation {night.generation}"
        )
        return night


def _dates(options: dict[str, Any]) -> list[date]:
    if options["day"]:
        return [options["day"]]
    first, last = options["first"], options["last"]
    if not first and not last:
        return []
    if not first or not last or last < first:
        raise CommandError("--from 与 --to 须成对且先后有序 · --from and --to go together, in order")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
