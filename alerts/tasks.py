"""The sentinel's door for Celery."""

from celery import shared_task
from django.utils import timezone

from alerts.services.watch import watch_new_posts
from community.services.questions import read_questions


@shared_task
def watch_posts() -> None:
    """Every post that has arrived is heard."""
    watch_new_posts(now=timezone.now())
    read_questions()
