"""What each kind of job runs, and in which lane."""

from activity.services.files import run_ingest_job
from common.jobs.queue import Job
from common.ui.pages.exports import run_list_export
from community.services.chat_reading import JOB as JOIN_CONVERSATIONS
from community.services.chat_reading import join_conversations_job
from community.services.file_jobs import (
    run_post_file_job,
    run_reaction_file_job,
)
from community.services.member_jobs import (
    run_member_file_job,
    run_member_preview_job,
)
from insights.views.segments import run_segment_export
from kocops.nightly import run_missed_nights_job
from lifecycle.services.fitting import backtest_policy_job, fit_policy_job
from members.services.erasures import JOB as ERASE_PERSON
from members.services.erasures import run_erasure_job
from members.services.imports import run_import_job
from teamwork.services.bulk_changes import change_members_job

JOBS: dict[str, Job] = {
    "ingest_file": Job(run_ingest_job, lane="files"),
    "ingest_post_file": Job(run_post_file_job, lane="files"),
    "ingest_reaction_file": Job(run_reaction_file_job, lane="files"),
    "preview_member_file": Job(run_member_preview_job, lane="files"),
    "ingest_member_file": Job(run_member_file_job, lane="files"),
    JOIN_CONVERSATIONS: Job(join_conversations_job, lane="files"),
    "run_missed_nights": Job(run_missed_nights_job, lane="night"),
    "fit_dormancy": Job(fit_policy_job),
    "backtest_dormancy": Job(backtest_policy_job),
    "change_members": Job(change_members_job),
    "import_members": Job(run_import_job),
    ERASE_PERSON: Job(run_erasure_job),
    "export_list": Job(run_list_export),
    "export_segment": Job(run_segment_export),
}
