"""Webhooks: endpoints of other systems, and the messages to them about changes
of segments.

A message is written in the transaction that changes the segment, so that none
is lost and none is untrue. Endpoints receive messages in the order of the
changes (common/jobs/outbox_sending.py).
"""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from common.db.edits import apply_edit, changes_since, check_unchanged
from common.db.transactions import atomic_with_retry
from common.errors import Invalid
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from common.security.outgoing import address_fault
from common.services.outbox import pause_receiver, resume_receiver
from insights.models import WEBHOOK, Segment, SegmentSpell, WebhookEndpoint
from insights.models.webhooks import SEGMENT_CHANGES
from insights.selectors.segment_reasons import (
    REASON_COLUMNS,
    AskedCondition,
    asked_conditions,
    machine_reasons,
)
from members.models import MemberIdentity

CHANGES_IN_ONE = 1000
OLD_SECRET_HOLDS = timedelta(hours=24)
SECRET_BYTES = 32
CHANGED = SEGMENT_CHANGES
PING = "ping"
SPELL_COLUMNS = (
    "pk",
    "member_id",
    "started_at",
    "ended_at",
    "version",
    "ended_version",
)


def _new_secret() -> str:
    key = base64.b64encode(secrets.token_bytes(SECRET_BYTES))
    return "whsec_" + key.decode("ascii")


@atomic_with_retry
def save_endpoint(
    *,
    endpoint: WebhookEndpoint,
    segments: Iterable[Segment] | None = None,
    event_kinds: Iterable[str] | None = None,
    now: datetime,
    user: Any,
    opened: Mapping[str, Any] | None = None,
) -> WebhookEndpoint:
    """Create the endpoint with a secret, or change it; return the stored row.

    `segments`: None keeps the present ones; an empty list follows every
    segment. `event_kinds`: of which kinds of events it is notified, None
    keeps the present ones.
    `opened` holds name, url, segments and event_kinds as the editor saw them; what the
    editor left unchanged stays as it is now. A host name that cannot be
    resolved yet is accepted.
    Errors: Invalid for an address that must not or cannot be called,
    EditConflict, ValidationError for a field.
    """
    _check_address(endpoint.url)
    chosen = None
    if segments is not None:
        ids = []
        for segment in segments:
            ids.append(segment.pk)
        chosen = Segment.objects.filter(pk__in=ids)
    kinds = None if event_kinds is None else sorted(set(event_kinds))
    if endpoint.pk is not None:
        return _edit_endpoint(endpoint, chosen, kinds, opened or {})
    if kinds is not None:
        endpoint.event_kinds = kinds
    endpoint.created_at = now
    endpoint.created_by = user
    endpoint.secret = _new_secret()
    endpoint.full_clean()
    endpoint.save(force_insert=True)
    if chosen is not None:
        endpoint.segments.set(chosen)
    return endpoint


def _check_address(url: str) -> None:
    texts = {
        "private_address": _(
            "This address lies in a private network; webhooks only go to public ones.",
        ),
        "bad_address": _(
            "Give the whole address, without a password: https://example.com/path",
        ),
    }
    fault = address_fault(url)
    if fault in texts:
        raise Invalid(fault, texts[fault], where={"field": "url"})


def _edit_endpoint(
    endpoint: WebhookEndpoint,
    chosen: QuerySet[Segment] | None,
    kinds: list[str] | None,
    opened: Mapping[str, Any],
) -> WebhookEndpoint:
    row = WebhookEndpoint.objects.select_for_update(of=("self",)).get(
        pk=endpoint.pk,
    )
    wanted: dict[str, Any] = {"name": endpoint.name, "url": endpoint.url}
    if chosen is not None:
        wanted["segments"] = chosen
    if kinds is not None:
        wanted["event_kinds"] = kinds
    changes = changes_since(wanted, opened)
    current = {
        "name": row.name,
        "url": row.url,
        "segments": row.segments.all(),
        "event_kinds": row.event_kinds,
    }
    check_unchanged(row, current, changes, opened)
    if "segments" in changes:
        row.segments.set(changes.pop("segments"))
    apply_edit(row, changes=changes)
    return row


@atomic_with_retry
def rotate_secret(*, endpoint: WebhookEndpoint, now: datetime) -> str:
    """Sign messages with a new secret, and for a day also with the old one;
    return the new one.
    """
    row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    row.old_secret = row.secret
    row.old_secret_until = now + OLD_SECRET_HOLDS
    row.secret = _new_secret()
    row.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return row.secret


def pause_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Send nothing until somebody resumes it; messages wait meanwhile."""
    pause_receiver(receiver_type=WEBHOOK, receiver_id=endpoint.pk)


def resume_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Send waiting messages again, in order."""
    resume_receiver(receiver_type=WEBHOOK, receiver_id=endpoint.pk)


def ping_endpoint(
    *,
    endpoint: WebhookEndpoint,
    now: datetime,
) -> OutboxMessage:
    """Queue a test message for the endpoint and return it."""
    body = _body(PING, now, {})
    one = Outgoing(WEBHOOK, endpoint.pk, PING, body)
    (message,) = enqueue([one], now=now)
    return message


def announce_changes(*, segment: Segment, at: datetime) -> int:
    """Queue messages to every endpoint of the segment about who joined and
    left at this moment; return how many.

    Runs in the transaction of the change itself.
    """
    following = WebhookEndpoint.objects.following(segment.pk)
    endpoints = [
        endpoint
        for endpoint in following.order_by("pk")
        if CHANGED in endpoint.event_kinds
    ]
    if not endpoints:
        return 0
    changed = SegmentSpell.objects.filter(
        Q(started_at=at) | Q(ended_at=at),
        segment=segment,
    ).order_by("pk")
    spells = list(changed.values(*SPELL_COLUMNS, *REASON_COLUMNS))
    parts = []
    for start in range(0, len(spells), CHANGES_IN_ONE):
        parts.append(spells[start : start + CHANGES_IN_ONE])
    # The language does not depend on who made the change.
    with translation.override(settings.LANGUAGE_CODE):
        rules = dict(segment.versions.values_list("number", "rule"))
        asked = asked_conditions(rules)
        outgoing = []
        for part in parts:
            body = _body(CHANGED, at, _changes(segment, part, asked))
            for endpoint in endpoints:
                outgoing.append(
                    Outgoing(
                        WEBHOOK,
                        endpoint.pk,
                        CHANGED,
                        body,
                        title=segment.name,
                    ),
                )
    return len(enqueue(outgoing, now=at))


def _changes(
    segment: Segment,
    spells: Sequence[dict[str, Any]],
    asked: Mapping[int, Sequence[AskedCondition]],
) -> dict[str, Any]:
    ids = {spell["member_id"] for spell in spells}
    keys = MemberIdentity.objects.keys_of(ids)
    changes = []
    for spell in spells:
        ended_at = spell["ended_at"]
        changes.append(
            {
                "id": spell["pk"],
                "member_id": spell["member_id"],
                "identities": keys.get(spell["member_id"], []),
                "started_at": spell["started_at"].isoformat(),
                "ended_at": ended_at.isoformat() if ended_at else None,
                "version": spell["version"],
                **machine_reasons(spell, asked),
            },
        )
    return {
        "segment_id": segment.pk,
        "segment_name": segment.name,
        "changes": changes,
    }


def _body(kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "timestamp": at.isoformat(), "data": data}
