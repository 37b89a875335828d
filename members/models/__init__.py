"""The models of members."""

from members.models.contacts import MemberContact, SyncConflict
from members.models.members import (
    NOTE_LENGTH,
    STAFF_EDITED,
    Member,
    MemberIdentity,
    MemberNameToken,
)
from members.models.moved_rows import MovedIdentityRow
from members.models.tags import MemberTag
from members.models.validators import (
    validate_readable,
    validate_readable_lines,
    validate_vin,
)
from members.models.vehicles import SoftwareSpell, VehicleOwnership

__all__ = [
    "NOTE_LENGTH",
    "STAFF_EDITED",
    "Member",
    "MemberContact",
    "MemberIdentity",
    "MemberNameToken",
    "MemberTag",
    "MovedIdentityRow",
    "SoftwareSpell",
    "SyncConflict",
    "VehicleOwnership",
    "validate_readable",
    "validate_readable_lines",
    "validate_vin",
]
