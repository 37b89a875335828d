"""What is stored of people by integrations: connections and channels."""

from typing import Any

import integrations.models as integrations
from common.personal.declarations import (
    WHILE_USED,
    Purpose,
    Records,
    days,
)

PRIVACY: dict[type[Any], Records] = {
    integrations.Channel: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id kind name created_at",
        pseudonym="recipients created_by",
        secret="address secret",
    ),
    integrations.Connection: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id key platform name source base_url options state "
            "failures last_run_at last_success_at last_error "
            "next_run_at newest_row_at created_at"
        ),
        pseudonym="created_by",
        personal="last_error_detail",
        secret="secrets_text",
    ),
    integrations.ConnectionCursor: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id connection name updated_at",
        personal="value",
    ),
    integrations.ConnectionRun: Records(
        purpose=Purpose.IMPORTS,
        kept=days(90, "started_at"),
        none=("id connection channel started_at finished_at counts error"),
        personal="faults error_detail",
    ),
    integrations.Delivery: Records(
        purpose=Purpose.IMPORTS,
        kept=days(30, "received_at"),
        none="id connection key kind received_at state",
        sensitive="body",
    ),
    integrations.PlatformCircle: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id source external_id circle",
    ),
    integrations.PostNumber: Records(
        purpose=Purpose.CONVERSATIONS,
        kept=WHILE_USED,
        none="id source number answers",
        pseudonym="thread_key external_id",
    ),
}
