"""The latest messages of a webhook, with their attempts."""

from typing import Any

from insights.models import WebhookEndpoint, WebhookMessage

SHOWN = 50


def read_log(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """Return the latest messages of an endpoint with their attempts, and how
    many messages wait.
    """
    messages = endpoint.messages.all()
    waiting = messages.filter(state=WebhookMessage.State.WAITING)
    latest = messages.select_related("segment").prefetch_related("attempts")
    return {
        "waiting": waiting.count(),
        "messages_sent": list(latest.defer("body")[:SHOWN]),
        "segments": list(endpoint.segments.all()),
    }
