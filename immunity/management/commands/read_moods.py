"""`manage.py read_moods`: read the moods of all posts that have arrived."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from immunity.services.mood import read_moods


class Command(BaseCommand):
    help = "Read the moods of all posts that have arrived or were edited."

    def handle(self, *args: Any, **options: Any) -> None:
        done = read_moods(now=timezone.now(), most_batches=None)
        self.stdout.write(
            f"{done.posts} posts, {done.read} read, "
            f"{done.followed} edited or deleted ones followed",
        )
