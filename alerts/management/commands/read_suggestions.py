"""`manage.py read_suggestions`: read the stored posts for suggestions."""

from typing import Any

from django.core.management.base import BaseCommand

from alerts.services.suggestion_posts import read_suggestions


class Command(BaseCommand):
    help = (
        "Read the posts that have not been read for suggestions, all of them; "
        "can be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        run = read_suggestions()
        self.stdout.write(
            f"{run.posts:,} posts read, {run.found:,} suggest something, "
            f"{run.opened:,} suggestions are new",
        )
