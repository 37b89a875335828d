"""The daily summary: one for each colleague and day, built once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from common.calendar import business_date, business_zone
from common.db.transactions import atomic_with_retry
from common.jobs.outbox import Outgoing, enqueue
from common.models import OutboxMessage
from notifications.models import Digest, Notification, Preference
from notifications.selectors.preferences import preferences_of
from notifications.selectors.texts import words_outside
from notifications.services.outgoing import (
    CHANNEL,
    absolute,
    mail_channel,
)

KIND = "digest"
MOST_LINES = 50


def build_digests(*, now: datetime) -> int:
    """Write today's summary for everybody whose hour has come and for whom
    something waits; return how many.
    """
    waiting = Notification.objects.for_digest().order_by("user_id")
    user_ids = waiting.values_list("user_id", flat=True).distinct()
    accounts = get_user_model().objects.filter(pk__in=list(user_ids))
    hour = now.astimezone(business_zone()).hour
    wishes = preferences_of(accounts)
    count = 0
    for user in accounts.order_by("pk"):
        if hour >= wishes[user.pk].digest_hour:
            count += build_digest(user_id=user.pk, now=now)
    return count


@atomic_with_retry
def build_digest(*, user_id: int, now: datetime) -> bool:
    """Write the colleague's summary of today; return whether it was new."""
    accounts = get_user_model().objects.select_for_update()
    user = accounts.get(pk=user_id)
    today = business_date(now)
    if Digest.objects.filter(user=user, day=today).exists():
        return False
    waiting = Notification.objects.for_digest().filter(user=user)
    rows = list(waiting.select_related("event").order_by("pk"))
    if not rows:
        return False
    with translation.override(settings.LANGUAGE_CODE):
        message = _send(user, rows, now, today)
    digest = Digest.objects.create(
        user=user,
        day=today,
        created_at=now,
        message=message,
    )
    ids = [row.pk for row in rows]
    Notification.objects.filter(pk__in=ids).update(digest=digest)
    return True


def _send(
    user: Any,
    rows: Sequence[Notification],
    now: datetime,
    today: date,
) -> OutboxMessage | None:
    """Write the mail; None if the colleague gets none."""
    wishes: Preference = preferences_of([user])[user.pk]
    channel = mail_channel()
    if channel is None or not user.email or not wishes.by_email:
        return None
    title = ngettext(
        "%(day)s: %(count)s notification",
        "%(day)s: %(count)s notifications",
        len(rows),
    ) % {"day": today, "count": len(rows)}
    lines = []
    for row in rows[:MOST_LINES]:
        lines.append(words_outside(row.event, row.subject).title)
    body = {
        "title": title,
        "lines": lines,
        "url": absolute(reverse("notifications:notification_list")),
        "urgency": "normal",
        "mention_all": False,
        "recipients": [user.email],
        "digest": True,
        "preferences_url": absolute(reverse("notifications:preferences")),
    }
    (message,) = enqueue([Outgoing(CHANNEL, channel.pk, KIND, body)], now=now)
    return message
