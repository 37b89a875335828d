"""What is stored of people by lifecycle: dormancy."""

from typing import Any

import lifecycle.models as lifecycle
from common.personal.declarations import (
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    lifecycle.DormancyPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none=(
            "id version created_at origin scorecard thresholds record "
            "replays_states"
        ),
        pseudonym="created_by",
        personal="note",
    ),
    lifecycle.DormancyState: Records(
        purpose=Purpose.SCORES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="generation",
        pseudonym=(
            "member score state since is_browsing_only policy_version "
            "held_days weeks_high weeks_very_high spells"
        ),
    ),
    lifecycle.DormancyFlow: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none=("id generation shard week_start from_state to_state members"),
    ),
    lifecycle.DormancyDispute: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym=(
            "member disputed_state score policy_version until "
            "created_at created_by withdrawn_at"
        ),
        personal="reason",
    ),
    lifecycle.DormancyBacktest: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none=("id policy_version business_date created_at members figures"),
    ),
}
