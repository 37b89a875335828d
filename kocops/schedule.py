"""The schedule: what runs when and in which lane, for `manage.py work` and for Celery.

Times are in the business time zone. Every kind of worker takes turns at lanes (settings.LANES):
a turn runs what is due by this list, then the lane's waiting jobs. When a task last ran is kept in
the database, so one that fell due while no worker was running runs once when a worker comes back.
"""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from celery.schedules import BaseSchedule, crontab, schedule

from accounts.services.sessions import delete_expired
from accounts.services.tries import delete_old_tries
from activity.rules.clock import TOLERANCE
from activity.services.feed_watch import watch_feeds
from activity.services.uploads import delete_forgotten_uploads
from activity.services.watch_events import watch_nights
from alerts.services.issue_merging import recount_changed_issues
from alerts.services.new_posts import process_new_posts
from alerts.services.word_proposals import propose_words
from campaigns.services.announcing import announce_overdue
from campaigns.services.works import link_named_works
from common.audit.actors import acting_as, system
from common.audit.chain import seal_rest
from common.jobs.backoff import MAX_PAUSE_SECONDS
from common.jobs.lanes import attempt, find_task, hold_lane
from common.jobs.outbox_sending import send_messages
from common.jobs.queue import (
    JOBS,
    Clock,
    close_broken_connection,
    request_job_once,
    run_job,
)
from common.models import JobRun, LaneTask
from common.personal.retention import enforce_retention
from common.services.outbox import forget_settled
from immunity.services.mood import read_moods
from immunity.services.reading import read_new_posts as read_claims
from integrations.services.running import run_due_connections
from koc.services.owner_scores import refresh_owner_scores
from koc.services.reviews import propose_reviews
from kocops.nightly import check_clock, run_missed_nights
from notifications.services.digest import build_digests
from notifications.services.escalation import escalate_unconfirmed
from notifications.services.handling import handle_events
from outreach.services.detecting import detect_graduations
from outreach.services.sending import follow_outbox
from outreach.services.suppression import refresh_suppressions
from reports.services.briefs import send_briefs
from reports.services.funnels import refresh_funnel
from teamwork.services.announcing import announce_promises


class Turn(NamedTuple):
    """The arguments of a task: the clock, and a function that calls other
    workers to a night, if there are any.
    """

    clock: Clock
    call: Callable[[int], Any] | None = None


class ScheduledTask(NamedTuple):
    """What runs in a lane, and when."""

    lane: str
    run: Callable[[Turn], Any]
    when: BaseSchedule


def _at_now(run: Callable[..., Any]) -> Callable[[Turn], Any]:
    """Return a task that calls a function with the present moment."""
    return lambda turn: run(now=turn.clock())


def _run_nights(turn: Turn) -> None:
    run_missed_nights(clock=turn.clock, call=turn.call)


def _check_clock(turn: Turn) -> None:
    check_clock(clock=turn.clock, call=turn.call)


def _request_refit(turn: Turn) -> None:
    request_job_once(
        kind="fit_dormancy",
        arguments={},
        user=None,
        now=turn.clock(),
    )


def _recount_issues(turn: Turn) -> None:
    recount_changed_issues()


def _forget_logins(turn: Turn) -> None:
    delete_expired(now=turn.clock())
    delete_old_tries(now=turn.clock())


def _send_messages(turn: Turn) -> None:
    send_messages(clock=turn.clock)
    follow_outbox(now=turn.clock())
    forget_settled(now=turn.clock())


def _recount_feeds(turn: Turn) -> None:
    watch_feeds(now=turn.clock(), anew=True)


def _run_connections(turn: Turn) -> None:
    run_due_connections(clock=turn.clock)


def _handle_events(turn: Turn) -> None:
    escalate_unconfirmed(now=turn.clock())
    handle_events(now=turn.clock())


OFTEN = schedule(timedelta(seconds=5))
EACH_MINUTE = schedule(timedelta(minutes=1))
EACH_QUARTER = schedule(timedelta(minutes=15))
SCHEDULE: dict[str, ScheduledTask] = {
    "clock": ScheduledTask("night", _check_clock, EACH_MINUTE),
    "missing nights": ScheduledTask(
        "night",
        _run_nights,
        crontab(hour="2-23", minute="0"),
    ),
    "early warning": ScheduledTask(
        "sentinel", _at_now(process_new_posts), OFTEN
    ),
    "claims": ScheduledTask("sentinel", _at_now(read_claims), EACH_MINUTE),
    "issue counts": ScheduledTask("sentinel", _recount_issues, EACH_MINUTE),
    "feed watch": ScheduledTask(
        "sentinel", _at_now(watch_feeds), EACH_QUARTER
    ),
    "night watch": ScheduledTask(
        "sentinel", _at_now(watch_nights), EACH_QUARTER
    ),
    "promises due": ScheduledTask(
        "notifications",
        _at_now(announce_promises),
        crontab(hour="8", minute="5"),
    ),
    "reviews of KOC": ScheduledTask(
        "notifications",
        _at_now(propose_reviews),
        crontab(hour="8", minute="0"),
    ),
    "graduations": ScheduledTask(
        "notifications",
        _at_now(detect_graduations),
        crontab(hour="8", minute="10"),
    ),
    "works of campaigns": ScheduledTask(
        "notifications",
        _at_now(link_named_works),
        schedule(timedelta(hours=1)),
    ),
    "nodes and checks": ScheduledTask(
        "notifications",
        _at_now(announce_overdue),
        crontab(hour="8", minute="15"),
    ),
    "suppression list": ScheduledTask(
        "notifications",
        _at_now(refresh_suppressions),
        schedule(timedelta(minutes=10)),
    ),
    "notifications": ScheduledTask("notifications", _handle_events, OFTEN),
    "daily summaries": ScheduledTask(
        "notifications",
        _at_now(build_digests),
        schedule(timedelta(minutes=5)),
    ),
    "moods": ScheduledTask("requests", _at_now(read_moods), EACH_MINUTE),
    "owner scores": ScheduledTask(
        "requests", _at_now(refresh_owner_scores), EACH_MINUTE
    ),
    "ended sessions": ScheduledTask(
        "requests", _forget_logins, crontab(hour="4", minute="15")
    ),
    "audit seals": ScheduledTask(
        "notifications",
        lambda _turn: seal_rest(),
        schedule(timedelta(minutes=5)),
    ),
    "outbox": ScheduledTask("outbox", _send_messages, OFTEN),
    "connections": ScheduledTask("connections", _run_connections, OFTEN),
    "forgotten uploads": ScheduledTask(
        "files",
        _at_now(delete_forgotten_uploads),
        crontab(hour="4", minute="30"),
    ),
    "retention": ScheduledTask(
        "requests",
        lambda turn: enforce_retention(turn.clock()),
        crontab(hour="4", minute="20"),
    ),
    "funnel": ScheduledTask("requests", _at_now(refresh_funnel), EACH_MINUTE),
    "briefs": ScheduledTask("requests", _at_now(send_briefs), EACH_MINUTE),
    "feed recount": ScheduledTask(
        "requests",
        _recount_feeds,
        crontab(day_of_week="0", hour="4", minute="45"),
    ),
    "proposed words": ScheduledTask(
        "requests",
        _at_now(propose_words),
        crontab(hour="5", minute="20"),
    ),
    "monthly refit": ScheduledTask(
        "requests",
        _request_refit,
        crontab(day_of_month="1", hour="5", minute="0"),
    ),
}


def take_turn(lane: str, turn: Turn) -> None:
    """Do what is due in a lane, scheduled tasks first; nothing if another worker holds the lane.

    An error of a task ends the turn and is raised; later turns skip the task until its pause is
    over.
    """
    close_broken_connection()
    with hold_lane(lane, clock=turn.clock) as is_free:
        if not is_free:
            return
        for task, row in _tasks_of(lane, turn.clock()):
            if is_due(task.when, row, turn.clock):
                with attempt(row, clock=turn.clock), _acting(row.name):
                    task.run(turn)
        for job_id in _due_jobs(lane, turn.clock()):
            run_job(job_id=job_id, clock=turn.clock)


def _acting(task: str) -> Any:
    """Let the audit log name a scheduled task as the actor."""
    return acting_as(lambda: system(task))


def _tasks_of(
    lane: str,
    now: datetime,
) -> list[tuple[ScheduledTask, LaneTask]]:
    found = []
    for name, task in SCHEDULE.items():
        if task.lane != lane:
            continue
        ran_at = _first_ran_at(task.when, now)
        row = find_task(name, lane=lane, ran_at=ran_at, now=now)
        found.append((task, row))
    return found


def _first_ran_at(when: BaseSchedule, now: datetime) -> datetime:
    """Return when a new task counts as run last.

    A task with an hour waits for it; one of every few seconds is due at once.
    """
    if isinstance(when, crontab):
        return now
    one_interval_ago: datetime = now - when.run_every
    return one_interval_ago


def is_due(when: BaseSchedule, row: LaneTask, clock: Clock) -> bool:
    """Tell whether a task should run: its time has come since it last ran, and it does not pause.

    A task whose last run lies in the future ran by a clock that was ahead, and is due.
    """
    now = clock()
    longest = now + timedelta(seconds=MAX_PAUSE_SECONDS)
    if row.retry_at is not None and now < row.retry_at <= longest:
        return False
    if row.ran_at > now + TOLERANCE:
        return True
    timed = copy.copy(when)
    timed.nowfun = clock
    return bool(timed.is_due(row.ran_at).is_due)


def _due_jobs(lane: str, now: datetime) -> list[int]:
    """Return the ids of the jobs that wait in a lane."""
    kinds = [kind for kind, job in JOBS.items() if job.lane == lane]
    jobs = JobRun.objects.due(now).filter(kind__in=kinds)
    return list(jobs.values_list("pk", flat=True))
