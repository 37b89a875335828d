"""The latest messages of a webhook, with their attempts."""

from typing import Any

from common.models import OutboxMessage
from common.selectors.outbox import receiver_state
from insights.models import WEBHOOK, WebhookEndpoint

SHOWN = 50


def read_log(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """Return whether an endpoint may be called, its latest messages with
    their attempts, and how many messages wait.
    """
    messages = OutboxMessage.objects.to(WEBHOOK, endpoint.pk)
    latest = messages.order_by("-pk").prefetch_related("attempts")
    return {
        "state": receiver_state(WEBHOOK, endpoint.pk),
        "waiting": messages.open().count(),
        "messages_sent": list(latest.defer("body")[:SHOWN]),
        "segments": list(endpoint.segments.all()),
    }
