"""`manage.py propose_words`: propose words that the lexicon lacks."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.services.word_proposals import propose_words


class Command(BaseCommand):
    help = (
        "Count the posts that each phrase of the lexicon names, and propose "
        "words that it lacks; safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        run = propose_words(now=timezone.now())
        self.stdout.write(
            f"{run.posts:,} posts read, {run.phrases:,} phrases counted, "
            f"{run.proposals:,} words proposed",
        )
