"""Who may use the views of the roster; its API resource declares its own access."""

from common.security.access import LEADS, STAFF, Access

ACCESS: dict[str, Access] = {
    "koc:roster_list": Access(read=STAFF),
    "koc:roster_detail": Access(read=STAFF),
    "koc:roster_create": Access(read=LEADS, write=LEADS),
    "koc:roster_renew": Access(write=LEADS),
    "koc:roster_end": Access(write=LEADS),
    "koc:roster_undo": Access(write=LEADS),
    "koc:roster_import": Access(read=LEADS, write=LEADS),
    "koc:roster_template": Access(read=LEADS),
    "koc:import_undo": Access(write=LEADS),
    "koc:cooperation_list": Access(read=STAFF),
    "koc:cooperation_create": Access(read=LEADS, write=LEADS),
    "koc:cooperation_end": Access(read=LEADS, write=LEADS),
    "koc:cooperation_cancel": Access(write=LEADS),
    "koc:policy_list": Access(read=STAFF),
    "koc:policy_detail": Access(read=STAFF),
    "koc:policy_create": Access(read=LEADS, write=LEADS),
}
