"""`manage.py work`: the worker of an installation without Celery: jobs as they come, posts heard, nights as due."""

import time
from argparse import ArgumentParser
from itertools import count
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from activity.services.freshness import read_freshness
from alerts.services.joining import recount_changed_issues
from alerts.services.listening import listen
from common.models import JobRun
from common.services.jobs import run_job
from insights.services.webhook_delivery import deliver_webhooks
from kocops.night import run_missed_nights

POLL_SECONDS, TURNS_A_MINUTE = 1.0, 60


class Command(BaseCommand):
    help = "Do waiting jobs and missing nights, for ever (or --once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        for turn in count():
            close_old_connections()
            for job_id in list(JobRun.objects.unfinished().values_list("pk", flat=True)):
                run_job(job_id=job_id, clock=timezone.now)
            listen(now=timezone.now())
            if turn % TURNS_A_MINUTE == 0:
                recount_changed_issues()
            deliver_webhooks(clock=timezone.now)
            freshness = read_freshness(timezone.now())
            if freshness.is_late and freshness.business_date is not None:
                run_missed_nights(clock=timezone.now)
            if options["once"]:
                return
            time.sleep(POLL_SECONDS)
