from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from immunity.services.reading import read_new_posts


class Command(BaseCommand):
    help = "Read all posts that have not been read for claims."

    def handle(self, *args: Any, **options: Any) -> None:
        done = read_new_posts(now=timezone.now(), most_batches=None)
        self.stdout.write(
            f"{done.posts} posts read, {done.kept} kept, "
            f"{done.suggested} claims suggested, {done.spreading} spreading",
        )
