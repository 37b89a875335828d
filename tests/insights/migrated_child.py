"""A process that goes back to before the outbox, writes webhooks with messages
as they were then, and migrates to now.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")
django.setup()

from datetime import UTC, datetime, timedelta  # noqa: E402
from typing import Any  # noqa: E402

from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
MESSAGES = 1_203


def migrate(*targets: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    wanted = list(targets) or executor.loader.graph.leaf_nodes()
    executor.migrate(wanted)
    return executor.loader.project_state(list(targets)).apps


def write(apps: Any) -> None:
    endpoints = apps.get_model("insights", "WebhookEndpoint").objects
    message = apps.get_model("insights", "WebhookMessage")
    attempt = apps.get_model("insights", "WebhookAttempt")
    segment = apps.get_model("insights", "Segment").objects.create(
        name="沪",
        created_at=NOW,
    )
    first = endpoints.create(
        name="crm", url="https://a.example", created_at=NOW
    )
    second = endpoints.create(
        name="bi",
        url="https://b.example",
        created_at=NOW,
        pause="failing",
        failures=10,
    )
    rows = []
    for number in range(MESSAGES):
        is_sent = number < MESSAGES - 3
        kind = "segment.members_changed" if number % 5 else "ping"
        rows.append(
            message(
                endpoint=second if number % 2 else first,
                uid=f"msg_{number}",
                segment=segment if number % 5 else None,
                body=json.dumps({"type": kind, "data": {"n": number}}),
                created_at=NOW + timedelta(seconds=number),
                state="delivered" if is_sent else "waiting",
                delivered_at=NOW + timedelta(days=1) if is_sent else None,
            ),
        )
    stored = message.objects.bulk_create(rows)
    attempts = []
    for row in stored[::7]:
        for status, fault in ((500, "refused"), (204, "")):
            attempts.append(
                attempt(
                    message=row,
                    attempted_at=NOW,
                    status=status,
                    fault=fault,
                    answer="x",
                    milliseconds=row.pk,
                ),
            )
    attempt.objects.bulk_create(attempts)


def read() -> dict[str, Any]:
    from common.models import (  # noqa: PLC0415
        OutboxAttempt,
        OutboxMessage,
        OutboxReceiver,
    )

    messages = OutboxMessage.objects.order_by("pk")
    attempts = OutboxAttempt.objects.order_by("pk")
    names = ("uid", "kind", "title", "state", "receiver_type", "body")
    receivers = OutboxReceiver.objects.order_by("receiver_id")
    return {
        "messages": list(messages.values_list(*names)),
        "settled": messages.filter(settled_at=NOW + timedelta(days=1)).count(),
        "receivers": list(receivers.values_list("pause", "failures")),
        "by_receiver": list(messages.values_list("receiver_id", flat=True)),
        "attempts": list(
            attempts.values_list("message__uid", "status", "fault")
        ),
    }


def main() -> None:
    write(
        migrate(
            ("insights", "0004_spell_reasons"),
            ("common", "0005_outbox_and_absences"),
        ),
    )
    migrate()
    print(json.dumps(read()))  # noqa: T201


main()
