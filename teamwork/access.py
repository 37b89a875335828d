"""Who may use the views of teamwork; its API resources declare their own access."""

from common.security.access import (
    ADMIN,
    DATA,
    EDITORS,
    JUDGES,
    LEADS,
    STAFF,
    Access,
)

ACCESS: dict[str, Access] = {
    "teamwork:member_page": Access(read=STAFF),
    "teamwork:desk": Access(read=STAFF),
    "teamwork:item_seen": Access(write=STAFF),
    "teamwork:interaction_list": Access(read=STAFF),
    "teamwork:interaction_create": Access(read=STAFF, write=STAFF),
    "teamwork:promise_keep": Access(write=STAFF),
    "teamwork:promise_move": Access(write=STAFF),
    "teamwork:nomination_list": Access(read=STAFF),
    "teamwork:nomination_detail": Access(read=STAFF),
    "teamwork:nomination_create": Access(read=EDITORS, write=EDITORS),
    "teamwork:nomination_judge": Access(write=JUDGES | {ADMIN}),
    "teamwork:nomination_decide": Access(write=LEADS),
    "teamwork:nomination_withdraw": Access(write=STAFF),
    "teamwork:workload": Access(read=STAFF),
    "teamwork:contact_list": Access(read=STAFF, write=EDITORS),
    "teamwork:handover_list": Access(read=STAFF),
    "teamwork:handover_detail": Access(read=STAFF, write=STAFF),
    "teamwork:bulk_list": Access(read=STAFF),
    "teamwork:bulk_detail": Access(read=STAFF),
    "teamwork:bulk_undo": Access(write=STAFF),
    "teamwork:merge_list": Access(read=STAFF),
    "teamwork:merge_detail": Access(read=STAFF),
    "teamwork:merge_suggestions": Access(read=DATA, write=DATA),
    "teamwork:merge_compare": Access(read=DATA, write=DATA),
    "teamwork:merge_undo": Access(write=DATA),
}
