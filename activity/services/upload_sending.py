"""Hand an uploaded file to the job that imports it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from activity.models import EventSource
from activity.selectors.column_mappings import columns_for_job
from activity.selectors.file_contents import EVERY_ROW, FileContent
from activity.services.column_mappings import keep_mapping, teach_source
from common.db.transactions import atomic_with_retry
from common.jobs.queue import request_job_once
from common.models import JobRun


@dataclass(frozen=True)
class Upload:
    """An uploaded file that waits for its job."""

    token: str
    path: Path
    file_name: str
    source: EventSource
    content: FileContent
    header: Sequence[str]


@atomic_with_retry
def send_upload(
    *,
    upload: Upload,
    columns: Mapping[str, str],
    kinds: Mapping[str, str],
    time_settings: Mapping[str, str],
    now: datetime,
    user: Any,
) -> JobRun:
    """Keep how the file is mapped, and return the job that imports it.

    Sent twice, it is one job. Errors: ValidationError if a kind is not ours.
    """
    source = teach_source(
        source=upload.source,
        kinds=kinds,
        time_settings=time_settings,
    )
    keep_mapping(
        source=source,
        content=upload.content.name,
        header=upload.header,
        columns=columns,
        now=now,
        user=user,
    )
    constant = columns.get("kind", "")
    arguments = {
        "source_id": source.pk,
        "path": str(upload.path),
        "file_name": upload.file_name,
        "columns": columns_for_job(columns, upload.content, upload.header),
        "user_id": user.pk,
        **upload.content.options,
    }
    if constant.startswith(EVERY_ROW):
        arguments["every_kind"] = constant.removeprefix(EVERY_ROW)
    job, _is_new = request_job_once(
        kind=upload.content.job,
        arguments=arguments,
        user=user,
        now=now,
        key=f"upload:{upload.token}",
    )
    return job
