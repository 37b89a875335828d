"""Celery's entry points: beat sends every few seconds that each lane may take a turn."""

from celery import shared_task
from django.utils import timezone

from kocops.nightly import help_with_night
from kocops.schedule import Turn, take_turn


@shared_task  # type: ignore[untyped-decorator]
def run_lane(lane: str) -> None:
    """Do what is due in the lane, unless another worker holds it."""
    take_turn(lane, Turn(timezone.now, call=work_on_night.delay))


@shared_task  # type: ignore[untyped-decorator]
def work_on_night(night_id: int) -> None:
    """Help with an open night."""
    help_with_night(night_id=night_id, clock=timezone.now)
