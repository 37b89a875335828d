"""`manage.py process_posts`: read the posts that have arrived into issues."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from alerts.services.issue_merging import recount_changed_issues
from alerts.services.new_posts import process_new_posts


class Command(BaseCommand):
    help = "Classify the posts that have arrived; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        result = process_new_posts(now=timezone.now())
        run, threads, escalated, suggested = result
        recounted = recount_changed_issues()
        self.stdout.write(
            f"{run.posts:,} posts classified, {run.reports:,} reports, "
            f"{len(run.alerts)} alerts;"
            f" {threads:,} threads read, {escalated:,} questions escalated; "
            f"{suggested.found:,} posts suggest something; "
            f"{recounted:,} issues recounted",
        )
