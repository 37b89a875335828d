"""Insights' doors for Celery."""

from celery import shared_task
from django.utils import timezone

from insights.services import webhook_delivery


@shared_task
def deliver_webhooks() -> None:
    """Every webhook that waits is delivered, or waits for its next attempt."""
    webhook_delivery.deliver_webhooks(clock=timezone.now)
