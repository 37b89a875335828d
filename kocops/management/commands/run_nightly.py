"""`manage.py run_nightly`: recompute a business date, several, or all missing ones."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activity.models import NightlyRun
from activity.rules.calendar import days_through
from activity.rules.clock import Doubt
from activity.services.clock import look_at_clock
from common.calendar import business_zone
from common.errors import DomainError
from kocops.nightly import fingerprint_of, run_missed_nights, run_nightly

CLOCK_DOUBTED = (
    "本机时钟为 {now:%Y-%m-%d %H:%M}，与已知记录不符，未运行夜间重算。"
    "时钟有误请先校准；确认无误请加 --accept-clock · "
    "this machine's clock says {now:%Y-%m-%d %H:%M}, which does not fit what "
    "is known: no night was run. "
    "If it is wrong, set it; if it is right, add --accept-clock [{doubt}]"
)


class Command(BaseCommand):
    help = "Run the night of a date, of several in order, or (without dates) every missed one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        _add_dates(parser)
        parser.add_argument(
            "--full",
            action="store_true",
            help="read every event (first of several only)",
        )
        parser.add_argument(
            "--again",
            action="store_true",
            help="also if the date is already done",
        )
        parser.add_argument(
            "--workers",
            type=int,
            default=1,
            help="processes on this machine",
        )
        parser.add_argument(
            "--accept-clock",
            action="store_true",
            help="this machine's clock is right: believe it",
        )
        parser.add_argument(
            "--fingerprint",
            action="store_true",
            help="print a hash of all that was written",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            nights = self._run(options)
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        if not nights:
            self.stdout.write("没有待补的夜间重算 · no night is missing")
        elif options["fingerprint"]:
            self.stdout.write(fingerprint_of(nights[-1].generation))

    def _run(self, options: dict[str, Any]) -> list[NightlyRun]:
        days = _dates(options)
        doubt = look_at_clock(
            now=timezone.now(),
            accept=options["accept_clock"],
        )
        if doubt != Doubt.NONE:
            now = timezone.now().astimezone(business_zone())
            message = CLOCK_DOUBTED.format(now=now, doubt=doubt.value)
            raise CommandError(message)
        if not days:
            nights = run_missed_nights(clock=timezone.now)
            for night in nights:
                self._report(night)
            return nights
        nights = []
        for number, day in enumerate(days):
            night = run_nightly(
                business_date=day,
                clock=timezone.now,
                full=options["full"] and number == 0,
                again=options["again"],
                workers=options["workers"],
            )
            self._report(night)
            nights.append(night)
        return nights

    def _report(self, night: NightlyRun) -> None:
        seconds = night.seconds or 0
        self.stdout.write(
            f"{night.business_date} {night.mode}: {night.events_read:,} events read,"
            f" {night.member_count:,} members, {seconds:.2f} s, generation {night.generation}",
        )


def _add_dates(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--day",
        type=date.fromisoformat,
        help="one business date, YYYY-MM-DD",
    )
    parser.add_argument(
        "--from",
        type=date.fromisoformat,
        dest="first",
        help="first of several dates",
    )
    parser.add_argument(
        "--to",
        type=date.fromisoformat,
        dest="last",
        help="last of several dates",
    )


def _dates(options: dict[str, Any]) -> list[date]:
    if options["day"]:
        return [options["day"]]
    first = options["first"]
    last = options["last"]
    if not first and not last:
        return []
    if not first or not last or last < first:
        raise CommandError(
            "--from 与 --to 须成对且先后有序 · --from and --to go together, in order",
        )
    return days_through(first, last)
