"""Record again, in a restored backup, who refused after it was made."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from kocops.services.refusals import replay_refusals
from members.services.refusal_ledger import refusal_ledger_path


class Command(BaseCommand):
    help = (
        "Record again the withdrawn consents and stops of contact that the "
        "ledger of refusals names and this database does not know. Run it "
        "after a backup was restored, before anybody opens it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ledger",
            type=Path,
            default=None,
            help="the ledger (default: refusals.ndjson in KOCOPS_VAR_DIR)",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        ledger = options["ledger"] or refusal_ledger_path()
        done = replay_refusals(ledger, now=timezone.now())
        text = _(
            "%(withdrawals)d withdrawn consents and %(stops)d stops of "
            "contact recorded again",
        )
        self.stdout.write(text % done._asdict())
