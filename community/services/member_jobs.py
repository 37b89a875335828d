"""Files of members, previewed and imported: for the page and the command alike."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model

from activity.models import EventSource, IngestBatch
from activity.rules.limits import IngestLimits
from activity.selectors.file_limits import (
    check_size,
    configured_limits,
    stop_text,
)
from activity.selectors.sources import check_source
from activity.services.ingest import open_batch
from common.calendar import business_today, business_zone
from common.errors import Invalid
from common.jobs.queue import Clock, Progress
from common.rules.moments import MomentReader, MomentRules
from community.selectors.member_tables import open_member_table
from community.services.member_files import MemberOutcome, ingest_members
from community.services.member_previews import preview_table
from community.services.member_upserts import RowOrigin
from members.rules.member_values import Days

BLOCK_BYTES = 1 << 20


def reading_days(source: EventSource, now: datetime) -> Days:
    """Return how days of a source are read; moments without an offset are of
    its time zone, else of ours.
    """
    zone = ZoneInfo(source.time_zone) if source.time_zone else business_zone()
    return Days(
        today=business_today(now),
        zone=business_zone(),
        moments=MomentReader(MomentRules(zone=zone)),
    )


def delivery_of(
    source: EventSource,
    now: datetime,
    *,
    accepted: Sequence[str] | None = None,
    makes_circles: bool = True,
) -> RowOrigin:
    """Return the delivery of a source that comes now."""
    return RowOrigin(
        source=str(source),
        now=now,
        today=business_today(now),
        accepted=None if accepted is None else frozenset(accepted),
        makes_circles=makes_circles,
    )


def ingest_member_file(
    *,
    source: EventSource,
    path: Path,
    file_name: str,
    channel: str,
    clock: Clock,
    progress: Progress,
    columns: Mapping[str, str] | None = None,
    accepted: Sequence[str] = (),
    makes_circles: bool = True,
    user: Any = None,
    job_id: int | None = None,
    limits: IngestLimits | None = None,
) -> tuple[IngestBatch, MemberOutcome]:
    """Store the members of a file, or reject rows with their faults; a file
    that was cut off goes on where it stopped.

    Errors: DomainError when no row can be read.
    """
    limits = limits or configured_limits()
    check_size(path, limits)
    check_source(source)
    now = clock()
    days = reading_days(source, now)
    with open_member_table(
        path,
        name=file_name,
        source=source,
        days=days,
        columns=columns,
    ) as table:
        options = [table.columns, sorted(accepted), makes_circles]
        batch = open_batch(
            source=source,
            channel=channel,
            now=now,
            content=IngestBatch.Content.MEMBERS,
            file_name=file_name,
            sheet=table.sheet,
            digest=_digest(path, f"members|{source.pk}|{options}"),
            user=user,
            job_id=job_id,
        )
        outcome = ingest_members(
            batch=batch,
            table=table,
            delivery=delivery_of(
                source,
                now,
                accepted=accepted,
                makes_circles=makes_circles,
            ),
            clock=clock,
            progress=progress,
            limits=limits,
            total=path.stat().st_size,
        )
    return batch, outcome


def run_member_file_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
    path: str,
    file_name: str,
    accepted: list[str],
    makes_circles: bool,
    user_id: int | None,
    columns: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Import a previewed file as asked for on the page, then delete it.

    Errors: DomainError if it is refused, or was stopped by a limit.
    """
    users = get_user_model().objects
    batch, _outcome = ingest_member_file(
        source=EventSource.objects.get(pk=source_id),
        path=Path(path),
        file_name=file_name,
        channel=IngestBatch.Channel.PAGE,
        clock=clock,
        progress=progress,
        columns=columns,
        accepted=accepted,
        makes_circles=makes_circles,
        user=users.filter(pk=user_id).first() if user_id else None,
        job_id=job_id,
    )
    if batch.stopped:
        raise Invalid(batch.stopped, stop_text(batch))
    Path(path).unlink()
    return {
        "batch": batch.pk,
        "created": batch.accepted,
        "changed": batch.changed,
        "unchanged": batch.duplicate,
        "rejected": batch.rejected,
    }


def run_member_preview_job(
    *,
    progress: Progress,
    clock: Clock,
    job_id: int,
    source_id: int,
    path: str,
    file_name: str,
    makes_circles: bool,
    user_id: int | None = None,
    columns: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what taking the file in would change; nothing is stored.

    Errors: DomainError when no row can be read.
    """
    source = EventSource.objects.get(pk=source_id)
    file = Path(path)
    check_size(file, configured_limits())
    check_source(source)
    now = clock()
    with open_member_table(
        file,
        name=file_name,
        source=source,
        days=reading_days(source, now),
        columns=columns,
    ) as table:
        return preview_table(
            table=table,
            delivery=delivery_of(
                source,
                now,
                accepted=(),
                makes_circles=makes_circles,
            ),
            progress=progress,
            total=file.stat().st_size,
        )


def _digest(path: Path, how: str) -> str:
    """Return a hash of the file and of how it is taken."""
    digest = hashlib.sha256(how.encode())
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
