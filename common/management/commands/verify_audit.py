"""Follow the chain of the audit log and name the first record that does not fit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from common.audit.chain import Verdict, verify

FAULTS = {
    "link_missing": "a link of the chain is missing",
    "record_missing": "the record is gone",
    "record_changed": "the record is not what was sealed",
    "not_sealed": "the record is not in the chain",
}


class Command(BaseCommand):
    help = "Verify the audit log; end with status 1 and the first fault if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            default="",
            help="LINKS:HASH of an earlier run; fails if the chain no longer has it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify(now=timezone.now(), expected=_expected(options))
        if verdict.fault:
            raise CommandError(_fault_text(verdict))
        self.stdout.write(
            f"{verdict.links} records, unbroken. Keep this where nobody can change it: "
            f"{verdict.links}:{verdict.head}",
        )


def _expected(options: dict[str, Any]) -> tuple[int, str] | None:
    if not options["head"]:
        return None
    links, colon, digest = options["head"].partition(":")
    if not colon or not links.isdecimal():
        raise CommandError("--head is what an earlier run printed: LINKS:HASH")
    return int(links), digest


def _fault_text(verdict: Verdict) -> str:
    if verdict.fault == "head_missing":
        return "the chain does not lead to the given head: its end was cut off or rewritten"
    cause = FAULTS[verdict.fault]
    return f"record {verdict.record_id}: {cause}; {verdict.links} records before it are unbroken"
