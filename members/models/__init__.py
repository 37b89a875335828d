"""The models of members."""

from members.models.consents import (
    CONSENT_NOTE_LENGTH,
    NOTICE_LENGTH,
    MemberConsent,
)
from members.models.contacts import MemberContact, SyncConflict
from members.models.members import (
    NOTE_LENGTH,
    STAFF_EDITED,
    Member,
    MemberIdentity,
    MemberNameToken,
)
from members.models.moved_rows import MovedIdentityRow
from members.models.privacy import REASON_LENGTH, Erasure, Unmasking
from members.models.tags import MemberTag
from members.models.validators import (
    validate_readable,
    validate_readable_lines,
    validate_vin,
)
from members.models.vehicles import SoftwareSpell, VehicleOwnership

__all__ = [
    "CONSENT_NOTE_LENGTH",
    "NOTE_LENGTH",
    "NOTICE_LENGTH",
    "REASON_LENGTH",
    "STAFF_EDITED",
    "Erasure",
    "Member",
    "MemberConsent",
    "MemberContact",
    "MemberIdentity",
    "MemberNameToken",
    "MemberTag",
    "MovedIdentityRow",
    "SoftwareSpell",
    "SyncConflict",
    "Unmasking",
    "VehicleOwnership",
    "validate_readable",
    "validate_readable_lines",
    "validate_vin",
]
