"""Show one personal value in full: with a reason, written down, within a limit."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from common.audit.units import record
from common.db.transactions import atomic_with_retry
from common.errors import TooMany
from common.jobs.events import NewDomainEvent, publish
from common.models import AuditRecord
from members.models import Unmasking
from members.selectors.unmaskable import MaskedValue

# A colleague who calls members one after another needs fewer.
MOST_PER_HOUR = 20
HOUR = timedelta(hours=1)
ALARM = "personal_data.seen_in_bulk"
# From this number of values within an hour on, administrators are notified.
ALARM_FROM = 10


@atomic_with_retry
def unmask(
    *,
    found: MaskedValue,
    reason: str,
    user: Any,
    now: datetime,
) -> str:
    """Write down who looks at a value and why; return the value.

    Looking at ALARM_FROM values within an hour raises an alarm.
    Errors: TooMany beyond the limit of an hour.
    """
    # Of one reader at a time, so that the limit is exact.
    get_user_model().objects.select_for_update().get(pk=user.pk)
    seen = Unmasking.objects.filter(seen_by=user, seen_at__gt=now - HOUR)
    count = seen.count()
    if count >= MOST_PER_HOUR:
        text = _(
            "You have looked at %(most)s values within the last hour. Wait, "
            "or ask a team lead for an export.",
        )
        raise TooMany("too_many_unmaskings", text % {"most": MOST_PER_HOUR})
    label = f"{found.model._meta.label_lower}.{found.field}"
    row = Unmasking.objects.create(
        member=found.member,
        field=label,
        row_id=str(found.row.pk),
        reason=reason,
        seen_at=now,
        seen_by=user,
    )
    record(
        AuditRecord.Act.UNMASK,
        of=found.row,
        changes={"field": found.field},
        reason=reason,
    )
    if count + 1 == ALARM_FROM:
        _raise_alarm(row, user=user, now=now)
    return found.value


def _raise_alarm(row: Unmasking, *, user: Any, now: datetime) -> None:
    data = {"count": ALARM_FROM, "account": user.get_username()}
    key = f"{ALARM}:{user.pk}:{row.pk}"
    publish([NewDomainEvent(ALARM, key, row, data)], now=now)
