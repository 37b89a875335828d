"""The sentinel's door for Celery."""

from celery import shared_task
from django.utils import timezone

from alerts.services.joining import recount_changed_issues
from alerts.services.listening import listen


@shared_task
def watch_posts() -> None:
    """Every post that has arrived is heard, its questions are read, and those that wait too long are escalated; issues
    count no post that was deleted.
    """
    listen(now=timezone.now())
    recount_changed_issues()
