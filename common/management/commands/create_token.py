"""`manage.py create_token`: a machine's token, shown once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from common.models import ApiToken
from common.security.access import SCOPES


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
            default=90,
            help="until it ends",
        )
        parser.add_argument(
            "--per-minute",
            type=int,
            default=600,
            help="requests that it may make",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["days"] <= 3650:
            raise CommandError("--days 1…3650")
        if not 1 <= options["per_minute"] <= 1_000_000:
            raise CommandError("--per-minute 1…1000000")
        accounts = get_user_model().objects
        user, made = accounts.get_or_create(username=options["account"])
        if made:
            user.set_unusable_password()
            user.save()
        _row, token = ApiToken.objects.create(
            user=user,
            expiry=timedelta(days=options["days"]),
            name=options["account"],
            scopes=options["scopes"],
            requests_per_minute=options["per_minute"],
        )
        self.stdout.write(token)
