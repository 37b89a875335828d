"""Celery's doors: each rings a service whose work is written down in the database."""

from celery import shared_task
from django.utils import timezone

from common.models import JobRun
from common.services.jobs import run_job
from kocops import night


@shared_task
def run_missed_nights() -> None:
    """Run every missing night in order, with other workers."""
    night.run_missed_nights(clock=timezone.now, call=work_on_night.delay)


@shared_task
def work_on_night(night_id: int) -> None:
    night.help_with_night(night_id=night_id, clock=timezone.now)


@shared_task
def do_job(job_id: int) -> None:
    run_job(job_id=job_id, clock=timezone.now)


@shared_task
def ring_waiting_jobs() -> None:
    """Ring for every job whose row says that it is not finished, also for those of dead workers."""
    for job_id in JobRun.objects.unfinished().values_list("pk", flat=True):
        do_job.delay(job_id)
