"""Alerts that nobody confirms go to the leads, then to administrators."""

from datetime import datetime

from alerts.models import Issue
from common.db.transactions import atomic_with_retry
from common.jobs.events import NewDomainEvent, publish
from notifications.models import FollowUp
from notifications.rules.escalation import escalates_at
from notifications.rules.kinds import ESCALATED
from notifications.selectors.preferences import escalation_policy
from notifications.selectors.subjects import subject_of

MOST_AT_ONCE = 200
# A state that says that somebody acts on the issue.
WAITING_STATES = (Issue.State.NEW, Issue.State.REGRESSED)


def escalate_unconfirmed(*, now: datetime) -> int:
    """Publish an escalation for each alert that nobody has confirmed in time;
    return how many.
    """
    due = FollowUp.objects.to_escalate(now).values_list("pk", flat=True)
    count = 0
    for follow_up_id in list(due[:MOST_AT_ONCE]):
        count += _escalate(follow_up_id=follow_up_id, now=now)
    return count


@atomic_with_retry
def _escalate(*, follow_up_id: int, now: datetime) -> bool:
    due = FollowUp.objects.to_escalate(now).select_for_update(of=("self",))
    row = due.select_related("event").filter(pk=follow_up_id).first()
    if row is None:
        return False
    subject = subject_of(row.event)
    if subject is None or _is_settled(subject):
        row.escalate_at = None
        row.save(update_fields=["escalate_at"])
        return False
    hours = escalation_policy().hours(row.urgency)
    row.step += 1
    row.escalate_at = escalates_at(now, hours, row.step)
    row.save(update_fields=["step", "escalate_at"])
    waited = (now - row.event.occurred_at).total_seconds() / 3600
    data = {
        **row.event.data,
        "event_id": row.event_id,
        "step": row.step,
        "hours": int(waited),
    }
    key = f"{ESCALATED}:{row.event_id}:{row.step}"
    publish([NewDomainEvent(ESCALATED, key, subject, data)], now=now)
    return True


def _is_settled(subject: object) -> bool:
    """Tell whether staff have decided about an issue, which confirms its alert
    as well.
    """
    return isinstance(subject, Issue) and subject.state not in WAITING_STATES
