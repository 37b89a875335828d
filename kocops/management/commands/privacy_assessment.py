"""Write the assessment of articles 55 and 56 PIPL from what the code declares."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from kocops.selectors.privacy_assessment import assessment

PAGE = Path(settings.BASE_DIR) / "docs" / "privacy-assessment.md"


class Command(BaseCommand):
    help = "Write docs/privacy-assessment.md from the inventory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say whether the page is what the code declares",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override("en"):
            text = assessment()
        if not options["check"]:
            PAGE.write_text(text, encoding="utf-8")
        elif PAGE.read_text(encoding="utf-8") != text:
            raise CommandError(
                "docs/privacy-assessment.md is not what the code declares: "
                "run manage.py privacy_assessment",
            )
