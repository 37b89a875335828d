"""Tables of roles, gears and newcomers."""

from roles.tables.newcomers import (
    IntroductionTable,
    JourneyTable,
    NewcomerTable,
)
from roles.tables.roles import (
    GearTable,
    PolicyTable,
    PrimaryRoleTable,
    RoleColumns,
    RoleTable,
)

__all__ = [
    "GearTable",
    "IntroductionTable",
    "JourneyTable",
    "NewcomerTable",
    "PolicyTable",
    "PrimaryRoleTable",
    "RoleColumns",
    "RoleTable",
]
