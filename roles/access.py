"""Who may use the views of roles; its API resources declare their own access."""

from common.security.access import DATA, EDITORS, STAFF, Access

ACCESS: dict[str, Access] = {
    "roles:role_board": Access(read=STAFF),
    "roles:gear_list": Access(read=STAFF),
    "roles:newcomer_list": Access(read=STAFF),
    "roles:gear_map": Access(read=STAFF),
    "roles:role_proposal_board": Access(read=STAFF),
    "roles:role_proposal_answer": Access(write=EDITORS),
    "roles:member_works": Access(read=STAFF),
    "roles:journey": Access(read=STAFF),
    "roles:journey_list": Access(read=STAFF),
    "roles:introduction_list": Access(read=STAFF),
    "roles:introduction_create": Access(read=EDITORS, write=EDITORS),
    "roles:introduction_undo": Access(write=EDITORS),
    "roles:welcome_create": Access(read=EDITORS, write=EDITORS),
    "roles:welcome_undo": Access(write=EDITORS),
    "roles:policy_list": Access(read=STAFF),
    "roles:policy_detail": Access(read=STAFF),
    "roles:policy_create": Access(read=DATA, write=DATA),
    "roles:override_create": Access(read=EDITORS, write=EDITORS),
    "roles:override_withdraw": Access(write=EDITORS),
}
