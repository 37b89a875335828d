"""`manage.py watch_posts`: hear every post that has arrived, and say which issues spoke up."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.services.joining import recount_changed_issues
from alerts.services.listening import listen


class Command(BaseCommand):
    help = "Hear the posts that have arrived; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        watched, threads, escalated = listen(now=timezone.now())
        recounted = recount_changed_issues()
        self.stdout.write(
            f"{watched.posts:,} posts heard, {watched.voices:,} voices, {len(watched.alerts)} alerts;"
            f" {threads:,} threads read, {escalated:,} questions escalated; {recounted:,} issues recounted"
        )
