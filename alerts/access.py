"""Who may use the views of alerts; its API resources declare their own access."""

from common.security.access import (
    DATA,
    EDITORS,
    PLANNER,
    STAFF,
    Access,
)

# Decide about suggestions: the planner, and those who answer owners.
DECIDERS = EDITORS | DATA | {PLANNER}

ACCESS: dict[str, Access] = {
    "alerts:issue_list": Access(read=STAFF),
    "alerts:issue_detail": Access(read=STAFF, write=EDITORS | DATA),
    "alerts:issue_merge": Access(write=EDITORS | DATA),
    "alerts:issue_reports": Access(write=EDITORS | DATA),
    "alerts:correction_undo": Access(write=EDITORS | DATA),
    "alerts:lexicon_list": Access(read=STAFF),
    "alerts:lexicon_create": Access(read=DATA, write=DATA),
    "alerts:lexicon_remove": Access(read=STAFF, write=DATA),
    "alerts:lexicon_upload": Access(read=DATA, write=DATA),
    "alerts:lexicon_template": Access(read=DATA),
    "alerts:lexicon_proposals": Access(read=STAFF),
    "alerts:proposal_dismiss": Access(write=DATA),
    "alerts:notice_list": Access(read=STAFF, write=EDITORS),
    "alerts:question_take": Access(write=EDITORS),
    "alerts:question_invite": Access(write=EDITORS),
    "alerts:question_act_undo": Access(write=EDITORS),
    "alerts:question_list": Access(read=STAFF, write=EDITORS),
    "alerts:question_detail": Access(read=STAFF, write=EDITORS),
    "alerts:suggestion_list": Access(read=STAFF),
    "alerts:suggestion_detail": Access(read=STAFF, write=DECIDERS),
    "alerts:suggestion_edit": Access(write=DECIDERS),
    "alerts:suggestion_merge": Access(write=DECIDERS),
    "alerts:suggestion_split": Access(write=DECIDERS),
    "alerts:suggestion_inform": Access(write=DECIDERS),
}
