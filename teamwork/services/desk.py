"""Items of the desk that a colleague has dealt with or put off."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from common.calendar import business_date
from common.db.transactions import atomic_with_retry
from common.errors import Invalid
from teamwork.models import SeenItem, SnoozedItem
from teamwork.rules.snoozing import LONGEST
from teamwork.selectors.desk_items import Item


def mark_seen(*, user: Any, kind: str, number: int, now: datetime) -> None:
    """Keep an item off the colleague's desk for SEEN_DAYS."""
    SeenItem.objects.update_or_create(
        user=user,
        kind=kind,
        number=number,
        defaults={"seen_at": now},
    )


def unmark_seen(*, user: Any, kind: str, number: int) -> None:
    """Let an item be on the colleague's desk again."""
    SeenItem.objects.filter(user=user, kind=kind, number=number).delete()


@atomic_with_retry
def snooze_item(
    *,
    item: Item,
    until: datetime | None,
    reason: str,
    user: Any,
    now: datetime,
) -> SnoozedItem:
    """Keep an item off the colleague's desk until a moment.

    Errors: Invalid if that is not ahead or further than LONGEST, or if the item is critical and no
    reason is given.
    """
    last_day = business_date(now) + LONGEST
    if until is None or until <= now or business_date(until) > last_day:
        text = _("Choose a day within the next %(days)s days.")
        raise Invalid("bad_day", text % {"days": LONGEST.days})
    if item.is_critical and not reason:
        raise Invalid(
            "critical_needs_reason",
            _("This is critical: say why it can wait."),
        )
    row, _made = SnoozedItem.objects.update_or_create(
        user=user,
        kind=item.kind,
        number=item.number,
        defaults={"until": until, "reason": reason, "snoozed_at": now},
    )
    return row


def wake_item(*, user: Any, kind: str, number: int) -> None:
    """Let an item that was put off be on the colleague's desk again."""
    SnoozedItem.objects.filter(user=user, kind=kind, number=number).delete()
