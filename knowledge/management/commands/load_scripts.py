from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knowledge.services.starter import load_starter_scripts


class Command(BaseCommand):
    help = "Load the example scripts as drafts, which a lead has to approve."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--author",
            required=True,
            help="Account whose drafts they become; it cannot approve them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = get_user_model().objects
        user = accounts.filter(username=options["author"]).first()
        if user is None:
            raise CommandError(f"no account {options['author']}")
        count = load_starter_scripts(now=timezone.now(), user=user)
        self.stdout.write(f"scripts loaded: {count}")
