"""Remove the second factor of an account whose holder lost it."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from accounts.services.accounts import reset_second_factor


class Command(BaseCommand):
    help = "Remove the second factors of an account and log it out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"no account has the user name {name}")
        reset_second_factor(account_id=user.pk)
        self.stdout.write(
            f"已重置第二因素 · {name} has no second factor now, and is logged out everywhere",
        )
