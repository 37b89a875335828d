"""`manage.py create_token`: a machine's token, shown once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DomainError
from common.security.access import SCOPES
from common.services.tokens import USUAL_DAYS, USUAL_REQUESTS, issue_token


class Command(BaseCommand):
    help = (
        f"Make an API token for a machine account. Scopes: {', '.join(SCOPES)}"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "account",
            help="name of the machine account; made if it is new",
        )
        parser.add_argument(
            "--scopes",
            nargs="+",
            required=True,
            choices=list(SCOPES),
        )
        parser.add_argument(
            "--days",
            type=int,
            default=USUAL_DAYS,
            help="until it ends",
        )
        parser.add_argument(
            "--per-minute",
            type=int,
            default=USUAL_REQUESTS,
            help="requests that it may make",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _row, token = issue_token(
                account=options["account"],
                scopes=options["scopes"],
                days=options["days"],
                requests_per_minute=options["per_minute"],
            )
        except DomainError as error:
            raise CommandError(f"{error.message} [{error.code}]") from error
        self.stdout.write(token)
