"""Filters of roles, gears and newcomers, for pages and API alike."""

from roles.filters.newcomers import (
    IntroductionFilter,
    JourneyFilter,
    NewcomerFilter,
)
from roles.filters.roles import (
    ROLE_CHOICES,
    GearFilter,
    PolicyFilter,
    RoleFilter,
    RoleScoreFilter,
)

__all__ = [
    "ROLE_CHOICES",
    "GearFilter",
    "IntroductionFilter",
    "JourneyFilter",
    "NewcomerFilter",
    "PolicyFilter",
    "RoleFilter",
    "RoleScoreFilter",
]
