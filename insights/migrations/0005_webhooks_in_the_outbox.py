from django.db import migrations

MESSAGES_AT_ONCE = 500
PING = '{"type": "ping"'


def move_into_outbox(apps, schema_editor):
    """Messages, their attempts and the state of endpoints are rows of the
    outbox, in the same order.
    """
    _move_states(apps)
    old = apps.get_model("insights", "WebhookMessage").objects.order_by("pk")
    last = 0
    while batch := list(
        old.filter(pk__gt=last).select_related("segment")[:MESSAGES_AT_ONCE]
    ):
        _move_messages(apps, batch)
        last = batch[-1].pk


def _move_states(apps):
    receiver = apps.get_model("common", "OutboxReceiver")
    endpoints = apps.get_model("insights", "WebhookEndpoint").objects
    rows = []
    for endpoint in endpoints.order_by("pk"):
        rows.append(
            receiver(
                receiver_type="webhook",
                receiver_id=endpoint.pk,
                pause=endpoint.pause,
                failures=endpoint.failures,
                next_attempt_at=endpoint.next_attempt_at,
            )
        )
    receiver.objects.bulk_create(rows, batch_size=MESSAGES_AT_ONCE)


def _move_messages(apps, batch):
    message = apps.get_model("common", "OutboxMessage")
    rows = []
    for old in batch:
        is_ping = old.body.startswith(PING)
        rows.append(
            message(
                receiver_type="webhook",
                receiver_id=old.endpoint_id,
                uid=old.uid,
                kind="ping" if is_ping else "segment.members_changed",
                title=old.segment.name if old.segment else "",
                body=old.body,
                state="sent" if old.state == "delivered" else "waiting",
                created_at=old.created_at,
                settled_at=old.delivered_at,
            )
        )
    new = message.objects.bulk_create(rows)
    keys = {}
    for old, row in zip(batch, new, strict=True):
        keys[old.pk] = row.pk
    _move_attempts(apps, keys)


def _move_attempts(apps, keys):
    attempt = apps.get_model("common", "OutboxAttempt")
    old = apps.get_model("insights", "WebhookAttempt").objects
    rows = []
    for one in old.filter(message_id__in=list(keys)).order_by("pk"):
        rows.append(
            attempt(
                message_id=keys[one.message_id],
                attempted_at=one.attempted_at,
                status=one.status,
                fault=one.fault,
                answer=one.answer,
                milliseconds=one.milliseconds,
            )
        )
    attempt.objects.bulk_create(rows, batch_size=MESSAGES_AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0004_spell_reasons"),
        ("common", "0006_receivers_of_the_outbox"),
    ]

    operations = [
        migrations.RunPython(move_into_outbox, migrations.RunPython.noop),
        migrations.RemoveField("webhookendpoint", "failures"),
        migrations.RemoveField("webhookendpoint", "next_attempt_at"),
        migrations.RemoveField("webhookendpoint", "pause"),
        migrations.DeleteModel("WebhookAttempt"),
        migrations.DeleteModel("WebhookMessage"),
    ]
