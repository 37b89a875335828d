"""Campaigns: planned, started once, ended, cancelled, closed with a report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.labels import plan_fault_text
from campaigns.models import Campaign
from campaigns.rules.plans import (
    CLOSED_STATES,
    MOST_DAYS,
    NEXT_STATES,
    Plan,
    StateName,
    plan_fault,
)
from campaigns.selectors.effects import as_stored, read_effect
from campaigns.selectors.progress import (
    cost_of,
    participant_counts,
    read_progress,
)
from campaigns.services.audiences import fix_members
from common.calendar import business_date
from common.db.edits import apply_edit, is_same
from common.db.transactions import atomic_with_retry
from common.errors import Conflict, Invalid
from common.jobs.events import NewDomainEvent, publish

PLAN_FIELDS = frozenset(
    {
        "segment",
        "measure",
        "target",
        "starts_on",
        "ends_on",
        "method",
        "control_percent",
        "comparison",
    },
)


@atomic_with_retry
def create_campaign(*, row: Campaign, user: Any, now: datetime) -> Campaign:
    """Store a new campaign and return it.

    Errors: Invalid, ValidationError.
    """
    _check_days(row)
    row.created_by = user
    row.created_at = now
    row.full_clean()
    row.save()
    return row


@atomic_with_retry
def edit_campaign(
    *,
    row: Campaign,
    changes: Mapping[str, Any],
    opened: Mapping[str, Any],
) -> Campaign:
    """Change a campaign and return it.

    Errors: Conflict for its plan once it has started, or for anything once it
    is closed or cancelled; EditConflict, Invalid, ValidationError.
    """
    current = refuse_if_over(row.pk)
    if current.started_at is not None and _changes_plan(current, changes):
        text = _(
            "The plan was fixed when the campaign started. Cancel it and plan "
            "another one, or write what came differently into the report.",
        )
        raise Conflict("plan_is_fixed", text)
    apply_edit(current, changes=changes, opened=opened)
    _check_days(current)
    return current


def _changes_plan(current: Campaign, changes: Mapping[str, Any]) -> bool:
    """Tell whether changes touch what is fixed; the same value is none."""
    for name in PLAN_FIELDS.intersection(changes):
        if not is_same(getattr(current, name), changes[name]):
            return True
    return False


def _check_days(row: Campaign) -> None:
    if row.starts_on is None or row.ends_on is None:
        return
    if (row.ends_on - row.starts_on).days >= MOST_DAYS:
        text = _("A campaign lasts at most %(most)s days.")
        text = text % {"most": MOST_DAYS}
        raise Invalid("too_long", text, where={"field": "ends_on"})


def plan_of(row: Campaign) -> Plan:
    """Return what is fixed when a campaign starts."""
    return Plan(
        has_audience=row.segment_id is not None,
        measure=row.measure,
        target=None if row.target is None else float(row.target),
        method=row.method,
        has_comparison=row.comparison_id is not None,
        control_percent=row.control_percent,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )


@atomic_with_retry
def start_campaign(*, campaign_id: int, now: datetime, user: Any) -> Campaign:
    """Fix audience, control group, baseline and plan, for good, and let the
    campaign run.

    Errors: Conflict if it cannot start like this or has no audience.
    """
    row = lock_campaign(campaign_id)
    _step(row, StateName.RUNNING)
    fault = plan_fault(plan_of(row), business_date(now))
    if fault:
        raise Conflict(fault, plan_fault_text(fault))
    row.baseline = fix_members(campaign=row, now=now)
    row.state = StateName.RUNNING
    row.started_at = now
    row.started_by = user
    row.save(
        update_fields=["baseline", "state", "started_at", "started_by"],
    )
    _publish(row, "campaign.started", now)
    return row


@atomic_with_retry
def end_campaign(*, campaign_id: int, now: datetime) -> Campaign:
    """End a campaign that runs; no verdict is given before its planned end.

    Errors: Conflict.
    """
    row = lock_campaign(campaign_id)
    _step(row, StateName.ENDED)
    row.state = StateName.ENDED
    row.ended_at = now
    row.save(update_fields=["state", "ended_at"])
    _publish(row, "campaign.ended", now)
    return row


@atomic_with_retry
def cancel_campaign(*, campaign_id: int, note: str, now: datetime) -> Campaign:
    """Cancel a campaign. Errors: Conflict, Invalid without a reason."""
    row = lock_campaign(campaign_id)
    _step(row, StateName.CANCELLED)
    if not note.strip():
        text = _("Say why it is cancelled.")
        raise Invalid("no_reason", text, where={"field": "note"})
    row.state = StateName.CANCELLED
    row.ended_at = now
    row.end_note = note
    row.full_clean()
    row.save(update_fields=["state", "ended_at", "end_note"])
    return row


@atomic_with_retry
def undo_end(*, campaign_id: int) -> Campaign:
    """Let a campaign that was ended or cancelled go on as before.

    Errors: Conflict if it was neither, or has a report.
    """
    row = lock_campaign(campaign_id)
    if row.state not in (StateName.ENDED, StateName.CANCELLED):
        text = _("This campaign has not ended, or it has its report already.")
        raise Conflict("not_ended", text)
    was_started = row.started_at is not None
    row.state = StateName.RUNNING if was_started else StateName.PLANNED
    row.ended_at = None
    row.end_note = ""
    row.save(update_fields=["state", "ended_at", "end_note"])
    return row


@atomic_with_retry
def close_campaign(
    *,
    campaign_id: int,
    lessons: str,
    now: datetime,
) -> Campaign:
    """Close a campaign with its report: what was planned, what came, what it
    cost, what it changed, and what was learnt.

    Errors: Conflict before its planned end or if it has not ended; Invalid
    without lessons.
    """
    row = lock_campaign(campaign_id)
    _step(row, StateName.CLOSED)
    today = business_date(now)
    if today <= row.ends_on:
        text = _("The report can be written from the day after %(day)s on.")
        raise Conflict("early", text % {"day": row.ends_on})
    if not lessons.strip():
        text = _("Write what the team takes from it.")
        raise Invalid("no_lessons", text, where={"field": "lessons"})
    row.result = _result(row, now)
    row.lessons = lessons
    row.state = StateName.CLOSED
    row.closed_at = now
    row.full_clean()
    row.save(update_fields=["result", "lessons", "state", "closed_at"])
    _publish(row, "campaign.closed", now)
    return row


def _result(row: Campaign, now: datetime) -> dict[str, Any]:
    today = business_date(now)
    progress = read_progress(row, today)
    effect = read_effect(row, actual=progress.actual, today=today)
    return {
        "actual": progress.actual,
        "share": progress.share,
        "reached": progress.curve.actual,
        "cost": cost_of(row),
        **participant_counts(row, today),
        "effect": as_stored(effect),
    }


def _step(row: Campaign, wanted: StateName) -> None:
    if wanted in NEXT_STATES[row.state]:
        return
    text = _("It is “%(state)s” now: look at it again.")
    shown = {"state": row.get_state_display()}
    raise Conflict("state_changed", text % shown)


def lock_campaign(campaign_id: int) -> Campaign:
    """Return a campaign as it is now, locked until the transaction ends."""
    rows = Campaign.objects.select_for_update(of=("self",))
    row: Campaign = rows.get(pk=campaign_id)
    return row


def refuse_if_over(campaign_id: int) -> Campaign:
    """Lock a campaign and return it. Errors: Conflict if it is closed or
    cancelled.
    """
    row = lock_campaign(campaign_id)
    if row.state in CLOSED_STATES:
        text = _("This campaign is over and stays as it is.")
        raise Conflict("over", text)
    return row


def campaign_data(row: Campaign) -> dict[str, Any]:
    """Return what an event says about a campaign."""
    return {
        "campaign_id": row.pk,
        "campaign": row.title,
        "campaign_kind": row.kind,
        "starts_on": str(row.starts_on),
        "ends_on": str(row.ends_on),
        "url": row.get_absolute_url(),
    }


def _publish(row: Campaign, kind: str, now: datetime) -> None:
    key = f"{kind}:{row.pk}:{now.isoformat()}"
    publish([NewDomainEvent(kind, key, row, campaign_data(row))], now=now)
