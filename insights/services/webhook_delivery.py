"""Delivery of webhooks (Standard Webhooks): signed, in order, retried, with a
row for each attempt.

A message may arrive twice, because a worker may die between the answer and the
row, but always under the same `webhook-id`; none is left out. One worker at a
time calls an endpoint.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction
from standardwebhooks.webhooks import Webhook

from common.db.locks import exclusive
from common.jobs.queue import Clock
from common.security.outgoing import Answer, post
from insights.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from insights.rules.retries import wait_after
from insights.services.webhooks import forget_delivered

MAX_MESSAGES = 500


def deliver_webhooks(*, clock: Clock) -> int:
    """Deliver what waits for endpoints that can be called now; return how many
    messages were delivered.

    A message that fails waits for its next attempt.
    """
    delivered = 0
    for endpoint in WebhookEndpoint.objects.due(clock()).order_by("pk"):
        with exclusive(f"webhook:{endpoint.pk}") as free:
            if free:
                delivered += _deliver_to(endpoint, clock)
    forget_delivered(now=clock())
    return delivered


def _deliver_to(endpoint: WebhookEndpoint, clock: Clock) -> int:
    for delivered in range(MAX_MESSAGES):
        endpoint.refresh_from_db()
        waiting = endpoint.messages.filter(state=WebhookMessage.State.WAITING)
        message = waiting.order_by("pk").first()
        if endpoint.pause or message is None:
            return delivered
        now = clock()
        answer = post(
            endpoint.url,
            body=message.body.encode(),
            headers=signed_headers(endpoint, message, now),
        )
        if not _record(endpoint, message, answer, now):
            return delivered
    return MAX_MESSAGES


def signed_headers(
    endpoint: WebhookEndpoint,
    message: WebhookMessage,
    now: datetime,
) -> dict[str, str]:
    """Return the headers of a message sent now, with its id, the time, and a
    signature with each secret that holds.
    """
    secrets = [endpoint.secret]
    until = endpoint.old_secret_until
    if endpoint.old_secret and until is not None and until > now:
        secrets.append(endpoint.old_secret)
    signatures = []
    for secret in secrets:
        signature = Webhook(secret).sign(
            msg_id=message.uid,
            timestamp=now,
            data=message.body,
        )
        signatures.append(signature)
    return {
        "content-type": "application/json",
        "webhook-id": message.uid,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


@transaction.atomic
def _record(
    endpoint: WebhookEndpoint,
    message: WebhookMessage,
    answer: Answer,
    now: datetime,
) -> bool:
    """Store the attempt and its consequences; return whether the message was
    delivered.
    """
    is_good = answer.status is not None and 200 <= answer.status < 300
    fault = "" if is_good else answer.fault or WebhookAttempt.Fault.REFUSED
    WebhookAttempt.objects.create(
        message=message,
        attempted_at=now,
        status=answer.status,
        fault=fault,
        answer=answer.text,
        milliseconds=answer.milliseconds,
    )
    if is_good:
        _mark_delivered(endpoint, message, now)
    else:
        _plan_next_attempt(endpoint, answer, now)
    return is_good


def _mark_delivered(
    endpoint: WebhookEndpoint,
    message: WebhookMessage,
    now: datetime,
) -> None:
    message.state = WebhookMessage.State.DELIVERED
    message.delivered_at = now
    message.save(update_fields=["state", "delivered_at"])
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        failures=0,
        next_attempt_at=None,
    )


def _plan_next_attempt(
    endpoint: WebhookEndpoint,
    answer: Answer,
    now: datetime,
) -> None:
    """Wait longer after each failure; pause when it is time to stop."""
    failures = endpoint.failures + 1
    wait = wait_after(failures)
    changes: dict[str, Any] = {"failures": failures}
    if answer.status == HTTPStatus.GONE:
        changes["pause"] = WebhookEndpoint.Pause.GONE
        changes["next_attempt_at"] = None
    elif wait is None:
        changes["pause"] = WebhookEndpoint.Pause.FAILING
        changes["next_attempt_at"] = None
    else:
        changes["next_attempt_at"] = now + wait
    unpaused = WebhookEndpoint.objects.filter(pk=endpoint.pk, pause="")
    unpaused.update(**changes)
