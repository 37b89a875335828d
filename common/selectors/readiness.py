"""What /readyz answers: whether pages can be served, and how the work behind
them is.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from common.backups.unfinished import unfinished_restore_path
from common.jobs.lanes import BEAT, LaneState, beat_state, lane_states
from common.security.field_key import unreadable_fields

NamedCheck = Callable[[datetime], Any]
WORST_FIRST = ("never", "late", "failing", "ok")
MIN_FREE_BYTES = 1 << 30
MIN_FREE_PERCENT = 5


def read_readiness(
    named: Mapping[str, NamedCheck],
    now: datetime,
) -> tuple[bool, dict[str, Any]]:
    """Return whether database, migrations, field key and cache are ready and no
    restore is unfinished, and all checks.

    The answer also has the state of each lane, of beat, of the disk and of the
    `named` checks; they change nothing, because pages work without them.
    """
    checks: dict[str, Any] = {
        "time": now.isoformat(),
        "database": "ok",
        "cache": cache_state(),
        "restore": restore_state(),
        "disk": disk_state(),
    }
    try:
        checks |= _database_checks(named, now)
    except DatabaseError as error:
        checks["database"] = type(error).__name__
    # The key is checked only when no migration is pending.
    needed = (
        checks["database"],
        checks["cache"],
        checks["restore"],
        checks.get("field_key"),
    )
    is_ready = set(needed) == {"ok"}
    if is_ready:
        checks |= _worker_checks(now)
    return is_ready, checks


def cache_state() -> str:
    """Return "ok", or what kept the cache from answering."""
    try:
        cache.get("readyz")
    except RedisError as error:
        return type(error).__name__
    return "ok"


def restore_state() -> str:
    """Return "ok", or "unfinished" while a restored database is not ready."""
    return "unfinished" if unfinished_restore_path().exists() else "ok"


def disk_state() -> str:
    """Return "ok", or "low" if KOCOPS_VAR_DIR is nearly full."""
    usage = shutil.disk_usage(settings.VAR_DIR)
    is_small = usage.free < MIN_FREE_BYTES
    is_part = usage.free * 100 < usage.total * MIN_FREE_PERCENT
    return "low" if is_small or is_part else "ok"


def pending_migrations() -> int:
    """Return how many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan)


def _database_checks(
    named: Mapping[str, NamedCheck],
    now: datetime,
) -> dict[str, Any]:
    pending = pending_migrations()
    checks: dict[str, Any] = {"migrations_pending": pending}
    if pending:
        return checks
    checks["field_key"] = "unreadable" if unreadable_fields() else "ok"
    for name, ask in named.items():
        checks[name] = ask(now)
    return checks


def _worker_checks(now: datetime) -> dict[str, Any]:
    """Return the state of each lane, the worst of them, and the state of beat."""
    lanes = {}
    worst = WORST_FIRST[-1]
    for lane in lane_states(now):
        lanes[lane.lane] = _lane_check(lane, now)
        worst = min(worst, lane.state, key=WORST_FIRST.index)
    return {"worker": worst, BEAT: beat_state(now), "lanes": lanes}


def _lane_check(lane: LaneState, now: datetime) -> dict[str, Any]:
    age = None
    if lane.beat_at is not None:
        age = max(0, int((now - lane.beat_at).total_seconds()))
    return {
        "state": lane.state,
        "seconds_since_beat": age,
        "failing": lane.failing,
    }
