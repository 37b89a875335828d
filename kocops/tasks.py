"""Celery's doors: each rings a service whose work is written down in the database."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from activity.services.nights import missing_dates
from common.models import JobRun
from common.services.jobs import run_job
from kocops.night import help_with_night, open_night_of, refresh_published_segments


@shared_task
def run_missed_nights() -> None:
    """Open every missing night in order and ring the workers for its shards."""
    for day in missing_dates(timezone.now()):
        workers = settings.NIGHT_WORKERS
        night = open_night_of(business_date=day, now=timezone.now(), workers=workers)
        for _n in range(workers - 1):
            work_on_night.delay(night.pk)
        help_with_night(night_id=night.pk, clock=timezone.now)
    refresh_published_segments(clock=timezone.now)


@shared_task
def work_on_night(night_id: int) -> None:
    help_with_night(night_id=night_id, clock=timezone.now)


@shared_task
def do_job(job_id: int) -> None:
    run_job(job_id=job_id, clock=timezone.now)


@shared_task
def ring_waiting_jobs() -> None:
    """Ring for every job whose row says that it is not finished, also for those of dead workers."""
    for job_id in JobRun.objects.unfinished().values_list("pk", flat=True):
        do_job.delay(job_id)
