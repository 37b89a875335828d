"""What is stored of people by common: tokens, jobs, messages and the audit log."""

from typing import Any

import common.models as common
from common.personal.declarations import (
    FOR_GOOD,
    WHILE_USED,
    Purpose,
    Records,
    days,
    task,
)

PRIVACY: dict[type[Any], Records] = {
    common.StaffAbsence: Records(
        purpose=Purpose.ACCOUNTS,
        kept=days(400, "ends_on"),
        none="id starts_on ends_on",
        pseudonym="user stand_in",
    ),
    common.AuditRecord: Records(
        purpose=Purpose.PROOF,
        kept=FOR_GOOD,
        none=(
            "id recorded_at actor_kind act cause object_type "
            "about_type request_id"
        ),
        pseudonym=(
            "actor_id actor_words object_id object_words about_id "
            "changes reason"
        ),
    ),
    common.AuditSeal: Records(
        purpose=Purpose.PROOF,
        kept=FOR_GOOD,
        none="position record_id previous hash",
    ),
    common.DomainEvent: Records(
        purpose=Purpose.MESSAGES,
        kept=days(400, "handled_at"),
        none="id kind subject_type occurred_at handled_at",
        pseudonym="subject_id",
        personal="key data",
    ),
    common.OutboxMessage: Records(
        purpose=Purpose.MESSAGES,
        kept=task("outbox"),
        none=(
            "id receiver_type receiver_id uid kind state created_at "
            "not_before claimed_at settled_at"
        ),
        pseudonym="settled_by",
        personal="title body",
        json_texts="body",
    ),
    common.OutboxAttempt: Records(
        purpose=Purpose.MESSAGES,
        kept=task("outbox"),
        none="id message attempted_at status fault milliseconds",
        personal="answer",
    ),
    common.OutboxReceiver: Records(
        purpose=Purpose.MESSAGES,
        kept=WHILE_USED,
        none=("id receiver_type receiver_id pause failures next_attempt_at"),
    ),
    common.SavedView: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id page is_shared",
        pseudonym="owner",
        personal="name query",
    ),
    common.ColumnChoice: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id page columns",
        pseudonym="owner",
    ),
    common.ApiToken: Records(
        purpose=Purpose.ACCOUNTS,
        kept=WHILE_USED,
        none="token_key created expiry name scopes requests_per_minute",
        pseudonym="user",
        secret="digest",
    ),
    common.JobRun: Records(
        purpose=Purpose.IMPORTS,
        kept=days(400, "finished_at"),
        none=(
            "id kind unique_key state created_at started_at "
            "finished_at progress_done progress_total attempts "
            "cancel_requested failing_since retry_at"
        ),
        pseudonym="requested_by",
        personal="arguments doing failure result",
    ),
    common.LaneTask: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id lane name ran_at failures retry_at beat_at",
    ),
}
