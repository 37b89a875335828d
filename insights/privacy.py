"""What is stored of people by insights: segments, dashboards and webhooks."""

from typing import Any

import insights.models as insights
from common.personal.declarations import (
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    insights.Dashboard: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id is_shared cards created_at deleted_at",
        pseudonym="owner",
        personal="name query",
    ),
    insights.Annotation: Records(
        purpose=Purpose.FIGURES,
        kept=WHILE_USED,
        none="id day kind city model_series created_at",
        pseudonym="created_by",
        personal="text",
    ),
    insights.Segment: Records(
        purpose=Purpose.CARE,
        kept=WHILE_USED,
        none=(
            "id kind created_at archived_at counted_at "
            "counted_generation counted_version member_count"
        ),
        pseudonym="created_by",
        personal="name note failure",
    ),
    insights.SegmentVersion: Records(
        purpose=Purpose.CARE,
        kept=WHILE_USED,
        none="id segment number created_at",
        pseudonym="author",
        personal="rule",
    ),
    insights.SegmentSpell: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id segment version",
        pseudonym="member started_at ended_at ended_version",
        personal="reason start_values end_reason end_values",
        scores="start_values end_values",
    ),
    insights.WebhookEndpoint.segments.through: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id webhookendpoint segment",
    ),
    insights.WebhookEndpoint: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id name url event_kinds old_secret_until created_at",
        pseudonym="created_by",
        secret="secret old_secret",
    ),
}
