"""Webhook endpoints as receivers of the outbox: signed after Standard Webhooks.

A message may arrive twice, but always under the same `webhook-id`.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from standardwebhooks.webhooks import Webhook

from common.jobs.outbox_senders import Receiver
from common.models import OutboxMessage
from common.security.outgoing import Answer, post
from insights.models import WebhookEndpoint


class WebhookReceivers:
    """All endpoints; see ReceiverKind."""

    def find(self, receiver_ids: Collection[int]) -> dict[int, Receiver]:
        found = {}
        for endpoint in WebhookEndpoint.objects.filter(pk__in=receiver_ids):
            found[endpoint.pk] = Receiver(
                send=partial(_send, endpoint),
                has_key=True,
                name=endpoint.name,
                url=endpoint.get_absolute_url(),
            )
        return found


def _send(
    endpoint: WebhookEndpoint,
    message: OutboxMessage,
    now: datetime,
) -> Answer:
    answer = post(
        endpoint.url,
        body=message.body.encode(),
        headers=signed_headers(endpoint, message, now),
    )
    if answer.status is not None and 200 <= answer.status < 300:
        # The status says it all, even if the body after it is too slow.
        return answer._replace(fault="")
    return answer


def signed_headers(
    endpoint: WebhookEndpoint,
    message: OutboxMessage,
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
