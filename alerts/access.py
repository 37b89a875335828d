"""Who may use the views of alerts; its API resources declare their own access."""

from common.security.access import DATA, EDITORS, STAFF, Access

ACCESS: dict[str, Access] = {
    "alerts:issue_list": Access(read=STAFF),
    "alerts:issue_detail": Access(read=STAFF, write=EDITORS | DATA),
    "alerts:issue_merge": Access(write=EDITORS | DATA),
    "alerts:issue_reports": Access(write=EDITORS | DATA),
    "alerts:correction_undo": Access(write=EDITORS | DATA),
    "alerts:state_board": Access(read=STAFF),
    "alerts:issue_sheet": Access(read=STAFF),
    "alerts:ticket_open": Access(write=EDITORS | DATA),
    "alerts:ticket_answer": Access(write=EDITORS | DATA),
    "alerts:ticket_fix": Access(write=EDITORS | DATA),
    "alerts:public_answer": Access(write=EDITORS),
    "alerts:issue_twin": Access(read=STAFF),
    "alerts:issue_differs": Access(write=EDITORS | DATA),
    "alerts:difference_undo": Access(write=EDITORS | DATA),
    "alerts:mute_undo": Access(write=EDITORS | DATA),
    "alerts:lexicon_list": Access(read=STAFF),
    "alerts:lexicon_create": Access(read=DATA, write=DATA),
    "alerts:lexicon_remove": Access(read=STAFF, write=DATA),
    "alerts:lexicon_upload": Access(read=DATA, write=DATA),
    "alerts:lexicon_template": Access(read=DATA),
    "alerts:lexicon_proposals": Access(read=STAFF),
    "alerts:proposal_dismiss": Access(write=DATA),
    "alerts:notice_list": Access(read=STAFF, write=EDITORS),
    "alerts:question_take": Access(write=EDITORS),
    "alerts:question_list": Access(read=STAFF),
    "alerts:question_detail": Access(read=STAFF),
}
