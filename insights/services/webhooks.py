"""Webhooks: which systems are told of a segment's changes, what they are told, and what staff do about it.

A message is written in the transaction that changes a segment, so that none is lost and none is untrue. Endpoints
get theirs in the order of the changes (insights/services/webhook_delivery.py).
"""

import base64
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.errors import ReaderError
from common.services.outgoing import address_fault
from insights.models import Segment, SegmentSpell, WebhookEndpoint, WebhookMessage
from members.models import MemberIdentity

CHANGES_IN_ONE = 1000
OLD_SECRET_HOLDS = timedelta(hours=24)
KEPT_DAYS = 30
SECRET_BYTES = 32
CHANGED, PING = "segment.members_changed", "ping"


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


@transaction.atomic
def save_endpoint(
    *, endpoint: WebhookEndpoint, segments: Iterable[Segment] | None = None, now: datetime, user: Any
) -> WebhookEndpoint:
    """The endpoint stands with its address and segments (as they were for None; none means all) and has a secret.

    Errors: ReaderError for an address that must not or cannot be called, ValidationError for a field.
    """
    fault = address_fault(endpoint.url)
    if fault == "private_address":
        raise ReaderError(fault, _("This address lies in a private network; webhooks only go to public ones."))
    if fault:
        raise ReaderError(fault, _("Give the whole address, without a password: https://example.com/path"))
    if endpoint.pk is None:
        endpoint.created_at, endpoint.created_by, endpoint.secret = now, user, _new_secret()
    endpoint.full_clean()
    endpoint.save()
    if segments is not None:
        endpoint.segments.set(segments)
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, now: datetime) -> str:
    """Messages are signed with a new secret, which is returned, and for a day with the old one too."""
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    row.old_secret, row.old_secret_until = row.secret, now + OLD_SECRET_HOLDS
    row.secret = _new_secret()
    row.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return row.secret


def pause_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Nothing is sent until somebody resumes it; what happens meanwhile waits."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(pause=WebhookEndpoint.Pause.STAFF, next_attempt_at=None)


def resume_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """What waits is sent, in order, from now on."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(pause="", failures=0, next_attempt_at=None)


def ping_endpoint(*, endpoint: WebhookEndpoint, now: datetime) -> WebhookMessage:
    """A message that says nothing waits for the endpoint."""
    return _write([endpoint], [_body(PING, now, {})], segment=None, now=now)[0]


def send_again(*, message: WebhookMessage) -> None:
    """The message waits for its endpoint once more, under the same id."""
    WebhookMessage.objects.filter(pk=message.pk).update(state=WebhookMessage.State.WAITING, delivered_at=None)


def announce_changes(*, segment: Segment, at: datetime) -> int:
    """Every endpoint of the segment is told who joined and left at this moment; returns how many messages wait.

    Runs in the transaction of the change itself.
    """
    endpoints = list(WebhookEndpoint.objects.telling(segment.pk).order_by("pk"))
    if not endpoints:
        return 0
    changed = SegmentSpell.objects.filter(Q(started_at=at) | Q(ended_at=at), segment=segment).order_by("pk")
    spells = list(changed.values_list("pk", "member_id", "started_at", "ended_at", "version"))
    parts = [spells[start : start + CHANGES_IN_ONE] for start in range(0, len(spells), CHANGES_IN_ONE)]
    bodies = [_body(CHANGED, at, _changes(segment, part)) for part in parts]
    return len(_write(endpoints, bodies, segment=segment, now=at))


def _changes(segment: Segment, spells: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    keys = MemberIdentity.objects.keys_of({spell[1] for spell in spells})
    changes = [
        {
            "id": pk,
            "member_id": member_id,
            "identities": keys.get(member_id, []),
            "started_at": started_at.isoformat(),
            "ended_at": ended_at.isoformat() if ended_at else None,
            "version": version,
        }
        for pk, member_id, started_at, ended_at, version in spells
    ]
    return {"segment_id": segment.pk, "segment_name": segment.name, "changes": changes}


def _body(kind: str, at: datetime, data: dict[str, Any]) -> str:
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def _write(
    endpoints: Sequence[WebhookEndpoint], bodies: Sequence[str], *, segment: Segment | None, now: datetime
) -> list[WebhookMessage]:
    return WebhookMessage.objects.bulk_create(
        [
            WebhookMessage(
                endpoint=endpoint, uid=f"msg_{secrets.token_hex(16)}", segment=segment, body=body, created_at=now
            )
            for body in bodies
            for endpoint in endpoints
        ],
        batch_size=500,
    )


def forget_delivered(*, now: datetime) -> int:
    """Messages delivered more than KEPT_DAYS ago, and their attempts, are gone; returns how many messages."""
    old = WebhookMessage.objects.filter(delivered_at__lt=now - timedelta(days=KEPT_DAYS))
    return old.delete()[1].get("insights.WebhookMessage", 0)
