"""Fill an empty installation from a backup."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from common.backups.manifest import Manifest
from common.errors import DomainError
from kocops.services.backups import check_backup, restore_backup


class Command(BaseCommand):
    help = (
        "Fill an empty database from a backup, compare every table with what "
        "was backed up, and erase again who was erased since."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--ledger",
            type=Path,
            default=None,
            help=(
                "the newest ledger of erasures, if it is not erasures.ndjson "
                "in KOCOPS_VAR_DIR"
            ),
        )
        parser.add_argument(
            "--refusals",
            type=Path,
            default=None,
            help=(
                "the newest ledger of refusals, if it is not refusals.ndjson "
                "in KOCOPS_VAR_DIR"
            ),
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="only check that the backup is whole and can be read here",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        folder = options["folder"].absolute()
        began = time.monotonic()
        try:
            if options["check"]:
                self._say_whole(folder, check_backup(folder=folder))
                return
            done = restore_backup(
                folder=folder,
                ledger=options["ledger"],
                refusals=options["refusals"],
                now=timezone.now(),
            )
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        text = _(
            "%(rows)d rows restored and equal in every table, %(known)d erasures "
            "known, %(erased)d people erased again, %(withdrawals)d withdrawn "
            "consents and %(stops)d stops of contact recorded again, "
            "%(uncertain)d open messages left uncertain, %(seconds).1f s.",
        )
        values = {
            "rows": done.rows,
            "known": done.known_erasures,
            "erased": done.erased_again,
            "withdrawals": done.refused_again.withdrawals,
            "stops": done.refused_again.stops,
            "uncertain": done.uncertain_messages,
            "seconds": time.monotonic() - began,
        }
        self.stdout.write(text % values)

    def _say_whole(self, folder: Path, manifest: Manifest) -> None:
        text = _(
            "%(folder)s is whole: %(rows)d rows of %(made_at)s, kocops "
            "%(version)s.",
        )
        values = {
            "folder": folder,
            "rows": manifest.rows,
            "made_at": manifest.made_at,
            "version": manifest.version,
        }
        self.stdout.write(text % values)
