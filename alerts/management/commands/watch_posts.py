"""`manage.py watch_posts`: hear every post that has arrived, and say which issues spoke up."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.services.watch import watch_new_posts
from community.services.questions import read_questions


class Command(BaseCommand):
    help = "Hear the posts that have arrived; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        watched = watch_new_posts(now=timezone.now())
        threads = read_questions()
        self.stdout.write(
            f"{watched.posts:,} posts heard, {watched.voices:,} voices, {len(watched.alerts)} alerts;"
            f" {threads:,} threads read"
        )
