"""Who may do what with claims and case files."""

from common.security.access import EDITORS, LEADS, PLANNER, STAFF, Access

WRITERS = EDITORS | {PLANNER}

ACCESS = {
    "immunity:mood": Access(read=STAFF),
    "immunity:claim_list": Access(read=STAFF),
    "immunity:claim_detail": Access(read=STAFF),
    "immunity:claim_create": Access(read=WRITERS, write=WRITERS),
    "immunity:claim_edit": Access(read=WRITERS, write=WRITERS),
    "immunity:claim_decide": Access(write=WRITERS),
    "immunity:claim_undo": Access(write=WRITERS),
    "immunity:claim_invite": Access(write=WRITERS),
    "immunity:wording_add": Access(write=WRITERS),
    "immunity:evidence_link": Access(write=WRITERS),
    "immunity:evidence_unlink": Access(write=WRITERS),
    "immunity:stance_set": Access(write=WRITERS),
    "immunity:case_list": Access(read=STAFF),
    "immunity:case_detail": Access(read=STAFF),
    "immunity:case_print": Access(read=STAFF),
    "immunity:case_create": Access(read=EDITORS, write=EDITORS),
    "immunity:case_edit": Access(read=EDITORS, write=EDITORS),
    "immunity:case_omit": Access(write=EDITORS),
    "immunity:check_add": Access(write=EDITORS),
    "immunity:check_done": Access(write=EDITORS),
    "immunity:check_undo": Access(write=EDITORS),
    "immunity:omission_agree": Access(write=LEADS),
    "immunity:omission_undo": Access(write=EDITORS),
    "immunity:policy_list": Access(read=STAFF),
    "immunity:policy_detail": Access(read=STAFF),
    "immunity:policy_create": Access(read=LEADS, write=LEADS),
}
