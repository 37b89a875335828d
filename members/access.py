"""Who may use the views of members; its API resources declare their own access."""

from common.security.access import (
    ADMIN,
    DATA,
    EDITORS,
    PLANNER,
    STAFF,
    Access,
)

ADMINS = frozenset({ADMIN})

ACCESS: dict[str, Access] = {
    "members:member_create": Access(read=EDITORS, write=EDITORS),
    "members:member_edit": Access(read=EDITORS, write=EDITORS),
    "members:member_import": Access(read=DATA, write=DATA),
    "members:member_import_confirm": Access(read=DATA, write=DATA),
    "members:member_import_template": Access(read=DATA),
    "members:vehicle_create": Access(read=EDITORS, write=EDITORS),
    "members:vehicle_edit": Access(read=EDITORS, write=EDITORS),
    "members:vehicle_end": Access(read=EDITORS, write=EDITORS),
    "members:identity_add": Access(write=EDITORS),
    "members:identity_remove": Access(write=EDITORS),
    "members:detail_set": Access(write=EDITORS),
    "members:detail_remove": Access(write=EDITORS),
    "members:consent_record": Access(write=EDITORS | {PLANNER}),
    "members:consents": Access(read=STAFF),
    "members:consent_import": Access(read=DATA, write=DATA),
    "members:consent_template": Access(read=DATA),
    "members:privacy": Access(read=ADMINS),
    "members:privacy_export": Access(read=ADMINS),
    "members:erase": Access(write=ADMINS),
    "members:unmask": Access(read=EDITORS, write=EDITORS),
    "members:software_set": Access(write=EDITORS),
    "members:software_remove": Access(write=EDITORS),
    "members:conflict_decide": Access(write=EDITORS | DATA),
    "members:tag_member": Access(write=EDITORS),
    "members:untag_member": Access(write=EDITORS),
    "members:undo": Access(write=EDITORS),
}
