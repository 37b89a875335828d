"""Who may use the pages of scripts and the FAQ; API resources declare their own."""

from common.security.access import EDITORS, LEADS, PLANNER, STAFF, Access

# Write scripts and answers.
WRITERS = EDITORS | {PLANNER}

ACCESS: dict[str, Access] = {
    "knowledge:script_list": Access(read=STAFF),
    "knowledge:script_detail": Access(read=STAFF),
    "knowledge:script_create": Access(read=WRITERS, write=WRITERS),
    "knowledge:script_edit": Access(read=WRITERS, write=WRITERS),
    "knowledge:script_starter": Access(write=WRITERS),
    "knowledge:script_import": Access(read=WRITERS, write=WRITERS),
    "knowledge:script_template": Access(read=WRITERS),
    "knowledge:version_create": Access(write=WRITERS),
    "knowledge:version_edit": Access(read=WRITERS, write=WRITERS),
    "knowledge:version_submit": Access(write=WRITERS),
    "knowledge:version_return": Access(write=LEADS),
    "knowledge:version_approve": Access(write=LEADS),
    "knowledge:version_retire": Access(write=LEADS),
    "knowledge:use_list": Access(read=STAFF),
    "knowledge:use_answer": Access(write=STAFF),
    "knowledge:use_answer_undo": Access(write=STAFF),
    "knowledge:faq_list": Access(read=STAFF),
    "knowledge:faq_detail": Access(read=STAFF),
    "knowledge:faq_create": Access(read=WRITERS, write=WRITERS),
    "knowledge:faq_edit": Access(read=WRITERS, write=WRITERS),
    "knowledge:faq_consent": Access(write=WRITERS),
    "knowledge:faq_publish": Access(write=WRITERS),
    "knowledge:faq_withdraw": Access(write=WRITERS),
}
