"""What is stored of people by reports: who gets the brief, and when members
reached the stages of the funnel. Briefs and runs hold counts only.
"""

from typing import Any

import reports.models as reports
from common.personal.declarations import (
    REPLACED,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    reports.FigureTarget: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none="id figure target set_at",
        pseudonym="set_by",
    ),
    reports.BriefSubscription: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id channel query created_at ended_at",
        pseudonym="user created_by",
    ),
    reports.SentBrief: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none="id subscription week sent_at message figures",
    ),
    reports.FunnelPolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id version created_at kinds",
        pseudonym="created_by",
        personal="note",
    ),
    reports.FunnelRun: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none=(
            "id generation business_date policy_version computed_at cohorts "
            "contents"
        ),
    ),
    reports.MemberStages: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        pseudonym=(
            "member came_as_owner attention_on interest_days search_days "
            "action_days share_days"
        ),
    ),
}
