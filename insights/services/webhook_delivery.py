"""Delivery of webhooks (Standard Webhooks): signed, in order, tried again, each try written down.

A message may arrive twice (a worker may die between the answer and the row), always under the same
`webhook-id`; none is left out. One worker at a time speaks to an endpoint.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from standardwebhooks.webhooks import Webhook

from common.services.jobs import Clock
from common.services.locks import exclusive
from common.services.outgoing import Answer, post
from insights.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from insights.rules.retries import wait_after
from insights.services.webhooks import forget_delivered

AT_MOST, SHOWN = 500, 50
GONE = 410


def deliver_webhooks(*, clock: Clock) -> int:
    """What waits for endpoints that can be called now is delivered, or waits for its next attempt; returns how many."""
    delivered = 0
    for endpoint in WebhookEndpoint.objects.due(clock()).order_by("pk"):
        with exclusive(f"webhook:{endpoint.pk}") as free:
            if free:
                delivered += _deliver_to(endpoint, clock)
    forget_delivered(now=clock())
    return delivered


def _deliver_to(endpoint: WebhookEndpoint, clock: Clock) -> int:
    for done in range(AT_MOST):
        endpoint.refresh_from_db()
        message = endpoint.messages.filter(state=WebhookMessage.State.WAITING).order_by("pk").first()
        if endpoint.pause or message is None:
            return done
        now = clock()
        answer = post(endpoint.url, body=message.body.encode(), headers=signed_headers(endpoint, message, now))
        if not _record(endpoint, message, answer, now):
            return done
    return AT_MOST


def signed_headers(endpoint: WebhookEndpoint, message: WebhookMessage, now: datetime) -> dict[str, str]:
    """Return the headers of a message sent now: id, time, and a signature with each secret that holds."""
    secrets = [endpoint.secret]
    if endpoint.old_secret and endpoint.old_secret_until and endpoint.old_secret_until > now:
        secrets.append(endpoint.old_secret)
    signatures = [Webhook(secret).sign(msg_id=message.uid, timestamp=now, data=message.body) for secret in secrets]
    return {
        "content-type": "application/json",
        "webhook-id": message.uid,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@transaction.atomic
def _record(endpoint: WebhookEndpoint, message: WebhookMessage, answer: Answer, now: datetime) -> bool:
    """The attempt is written down, and what follows from it; returns whether the message was delivered."""
    is_good = answer.status is not None and 200 <= answer.status < 300
    WebhookAttempt.objects.create(
        message=message,
        attempted_at=now,
        status=answer.status,
        fault="" if is_good else answer.fault or WebhookAttempt.Fault.REFUSED,
        answer=answer.text,
        milliseconds=answer.milliseconds,
    )
    if is_good:
        message.state, message.delivered_at = WebhookMessage.State.DELIVERED, now
        message.save(update_fields=["state", "delivered_at"])
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failures=0, next_attempt_at=None)
        return True
    failures = endpoint.failures + 1
    wait = wait_after(failures)
    changes: dict[str, Any] = {"failures": failures, "next_attempt_at": now + wait if wait else None}
    if answer.status == GONE or wait is None:
        pause = WebhookEndpoint.Pause.GONE if answer.status == GONE else WebhookEndpoint.Pause.FAILING
        changes |= {"pause": pause, "next_attempt_at": None}
    WebhookEndpoint.objects.filter(pk=endpoint.pk, pause="").update(**changes)
    return False


def read_log(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """Return the latest messages of an endpoint, each with its attempts, and how many wait."""
    waiting = endpoint.messages.filter(state=WebhookMessage.State.WAITING).count()
    latest = endpoint.messages.select_related("segment").prefetch_related("attempts").defer("body")
    return {"waiting": waiting, "messages_sent": list(latest[:SHOWN]), "segments": list(endpoint.segments.all())}
