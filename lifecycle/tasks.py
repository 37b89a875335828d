"""Lifecycle's doors for Celery."""

from celery import shared_task
from django.utils import timezone

from common.services.jobs import request_job


@shared_task
def request_monthly_refit() -> None:
    """A refit stands in the queue; a worker does it like one asked for on the page."""
    request_job(kind="fit_dormancy", arguments={}, user=None, now=timezone.now())
