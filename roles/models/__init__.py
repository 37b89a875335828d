"""Roles of members, decisions about them, and newcomers."""

from roles.models.newcomers import (
    Introduction,
    NewcomerJourney,
    NewcomerWelcome,
)
from roles.models.roles import (
    REASON_LENGTH,
    GearCount,
    RoleName,
    RoleOverride,
    RolePolicy,
    RoleScore,
    RoleSpell,
    RoleSuggestionAnswer,
)

__all__ = [
    "REASON_LENGTH",
    "GearCount",
    "Introduction",
    "NewcomerJourney",
    "NewcomerWelcome",
    "RoleName",
    "RoleOverride",
    "RolePolicy",
    "RoleScore",
    "RoleSpell",
    "RoleSuggestionAnswer",
]
