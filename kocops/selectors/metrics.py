"""What /metrics says about the work behind the pages."""

import logging
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min

from activity.selectors.clock import clock_status
from activity.selectors.feeds import unfilled_silences
from activity.selectors.freshness import read_freshness
from common.backups.files import backup_done_at
from common.jobs.lanes import BEAT, beat_state, lane_states
from common.jobs.queue import JOBS
from common.metrics.requests import request_metrics
from common.metrics.text import Metric, Sample, gauge, gauges
from common.models import JobRun, LaneTask
from common.selectors.outbox import (
    oldest_waiting,
    stuck_messages,
    unsettled_counts,
)
from common.selectors.readiness import (
    cache_state,
    disk_state,
    pending_migrations,
    restore_state,
)
from kocops.version import VERSION

logger = logging.getLogger(__name__)


def read_metrics(now: datetime) -> list[Metric]:
    """Return all metrics; while the database is away, those that need none."""
    found = [
        Metric(
            "kocops_build_info",
            "gauge",
            "Which version runs.",
            [Sample(1, {"version": VERSION})],
        ),
        gauge(
            "kocops_cache_up",
            "Whether the cache answers.",
            cache_state() == "ok",
        ),
        gauge(
            "kocops_disk_low",
            "Whether the disk of KOCOPS_VAR_DIR is nearly full.",
            disk_state() == "low",
        ),
        gauge(
            "kocops_restore_unfinished",
            "Whether a restored database is not ready.",
            restore_state() != "ok",
        ),
    ]
    found += _backup_metrics()
    found += _request_metrics()
    try:
        found += _database_metrics(now)
        is_up = True
    except DatabaseError:
        is_up = False
    up = gauge("kocops_database_up", "Whether the database answers.", is_up)
    return [*found, up]


def _backup_metrics() -> Iterator[Metric]:
    done_at = backup_done_at()
    if done_at is not None:
        yield gauge(
            "kocops_backup_timestamp_seconds",
            "When the last backup was whole; no value: none was made here.",
            done_at,
        )


def _request_metrics() -> list[Metric]:
    """Return the counts of requests; without their file, that it is missing."""
    try:
        found = request_metrics()
    except OSError:
        logger.exception("The file of request counts cannot be opened")
        found = []
    up = gauge(
        "kocops_request_counts_up",
        "Whether requests are counted.",
        bool(found),
    )
    return [up, *found]


def _database_metrics(now: datetime) -> list[Metric]:
    pending = pending_migrations()
    found = [
        gauge(
            "kocops_migrations_pending",
            "Migrations that the database lacks.",
            pending,
        ),
    ]
    if not pending:
        found += _lane_metrics(now)
        found += _job_metrics(now)
        found += _night_metrics(now)
        found += _outbox_metrics(now)
    return found


def _lane_metrics(now: datetime) -> Iterator[Metric]:
    ages: dict[str, float] = {}
    for lane in lane_states(now):
        if lane.beat_at is not None:
            ages[lane.lane] = _seconds(now, lane.beat_at)
    yield gauges(
        "kocops_lane_beat_age_seconds",
        "Seconds since a worker had the lane; no value: never.",
        "lane",
        ages,
    )
    if settings.REDIS_URL:
        yield gauge(
            "kocops_beat_up",
            "Whether Celery's beat runs.",
            beat_state(now) == "ok",
        )
    failing: dict[str, float] = {}
    tasks = LaneTask.objects.exclude(lane=BEAT).filter(failures__gt=0)
    for task in tasks.order_by("name"):
        failing[task.name] = task.failures
    yield gauges(
        "kocops_task_failures",
        "Failures in a row of a scheduled task; no value: none.",
        "task",
        failing,
    )


def _job_metrics(now: datetime) -> Iterator[Metric]:
    lengths: dict[str, float] = dict.fromkeys(settings.LANES, 0)
    ages: dict[str, float] = dict.fromkeys(settings.LANES, 0)
    waiting = JobRun.objects.waiting().order_by().values("kind")
    for row in waiting.annotate(count=Count("pk"), oldest=Min("created_at")):
        job = JOBS.get(row["kind"])
        if job is None:
            continue
        lengths[job.lane] += row["count"]
        age = _seconds(now, row["oldest"])
        ages[job.lane] = max(ages[job.lane], age)
    yield gauges(
        "kocops_jobs_waiting",
        "Jobs that wait, by lane.",
        "lane",
        lengths,
    )
    yield gauges(
        "kocops_jobs_oldest_seconds",
        "For how long the oldest waiting job waits, by lane.",
        "lane",
        ages,
    )
    yield gauge(
        "kocops_jobs_parked",
        "Jobs whose worker died again and again.",
        JobRun.objects.filter(state=JobRun.State.PARKED).count(),
    )


def _night_metrics(now: datetime) -> Iterator[Metric]:
    freshness = read_freshness(now)
    yield gauge(
        "kocops_nights_missing",
        "Nights that are due and not done.",
        freshness.missing_nights,
    )
    if freshness.published_at is not None:
        yield gauge(
            "kocops_night_published_timestamp_seconds",
            "When the last night was published.",
            freshness.published_at.timestamp(),
        )
    yield gauge(
        "kocops_clock_doubted",
        "Whether this machine's clock is not believed.",
        clock_status() != "ok",
    )
    yield gauge(
        "kocops_feeds_silent",
        "Sources, or parts of them, that are silent for longer than usual.",
        len(unfilled_silences()),
    )


def _outbox_metrics(now: datetime) -> Iterator[Metric]:
    yield gauges(
        "kocops_outbox_messages",
        "Outgoing messages that are not settled, or unclear, by state.",
        "state",
        dict(unsettled_counts()),
    )
    oldest = oldest_waiting(now)
    yield gauge(
        "kocops_outbox_oldest_seconds",
        "For how long the oldest message waits that may go now.",
        _seconds(now, oldest) if oldest else 0,
    )
    yield gauge(
        "kocops_outbox_stuck",
        "Messages that go no further by themselves.",
        stuck_messages().count(),
    )


def _seconds(now: datetime, since: datetime) -> float:
    return max(0.0, round((now - since).total_seconds(), 1))
