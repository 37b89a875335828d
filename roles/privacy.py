"""What is stored of people by roles: roles and newcomers."""

from typing import Any

import roles.models as roles
from common.personal.declarations import (
    REPLACED,
    WHILE_MEMBER,
    WHILE_USED,
    OnErasure,
    Purpose,
    Records,
)

PRIVACY: dict[type[Any], Records] = {
    roles.NewcomerJourney: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="generation",
        pseudonym=(
            "member joined_on attracted_by welcomed_by answered_by "
            "wrote_days welcomed_days asked_days helped_days met_days "
            "became_days"
        ),
    ),
    roles.NewcomerWelcome: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        none="id",
        pseudonym="member how welcomed_at welcomed_by undone_at",
        personal="note",
    ),
    roles.Introduction: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("newcomer", "host"),
        none="id",
        pseudonym="newcomer host made_at made_by undone_at",
    ),
    roles.RolePolicy: Records(
        purpose=Purpose.SETTINGS,
        kept=WHILE_USED,
        none="id version created_at limits weights",
        pseudonym="created_by",
        personal="note",
    ),
    roles.RoleScore: Records(
        purpose=Purpose.SCORES,
        kept=REPLACED,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="generation",
        pseudonym=(
            "member geek social aesthetic geek_confidence "
            "social_confidence aesthetic_confidence holds_geek "
            "holds_social holds_aesthetic primary policy_version"
        ),
    ),
    roles.GearCount: Records(
        purpose=Purpose.FIGURES,
        kept=REPLACED,
        none=(
            "id generation shard group name members active geek "
            "social aesthetic"
        ),
    ),
    roles.RoleSpell: Records(
        purpose=Purpose.SCORES,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym="member role started_on ended_on low_since",
    ),
    roles.RoleOverride: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym=(
            "member role holds until created_at created_by withdrawn_at"
        ),
        personal="reason",
    ),
    roles.RoleSuggestionAnswer: Records(
        purpose=Purpose.CARE,
        kept=WHILE_MEMBER,
        about=("member",),
        on_erasure=OnErasure.DELETE,
        none="id",
        pseudonym=(
            "member role answer strength quiet_until answered_at answered_by"
        ),
    ),
}
