"""Who may use the pages of campaigns; API resources declare their own access."""

from common.security.access import (
    ANYONE,
    EDITORS,
    MACHINE,
    PLANNER,
    SEGMENTERS,
    STAFF,
    Access,
)

# Plan and run campaigns, and enter who takes part.
RUNNERS = EDITORS | {PLANNER}
# Hold review meetings: who reads the numbers, and who decides by them.
REVIEWERS = SEGMENTERS

ACCESS: dict[str, Access] = {
    "campaigns:campaign_list": Access(read=STAFF),
    "campaigns:campaign_detail": Access(read=STAFF),
    "campaigns:campaign_create": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:campaign_edit": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:campaign_start": Access(write=RUNNERS),
    "campaigns:campaign_end": Access(write=RUNNERS),
    "campaigns:campaign_cancel": Access(write=RUNNERS),
    "campaigns:campaign_undo": Access(write=RUNNERS),
    "campaigns:campaign_report": Access(read=STAFF, write=RUNNERS),
    "campaigns:plan_member_list": Access(read=STAFF),
    "campaigns:node_list": Access(read=STAFF),
    "campaigns:node_create": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:node_edit": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:node_done": Access(write=STAFF),
    "campaigns:node_undo": Access(write=STAFF),
    "campaigns:participant_list": Access(read=STAFF, write=RUNNERS),
    "campaigns:participant_create": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:participant_tick": Access(write=RUNNERS),
    "campaigns:participant_remove": Access(write=RUNNERS),
    "campaigns:participant_import": Access(read=RUNNERS, write=RUNNERS),
    "campaigns:participant_template": Access(read=RUNNERS),
    "campaigns:work_list": Access(read=STAFF),
    "campaigns:work_link": Access(write=RUNNERS),
    "campaigns:work_find": Access(write=RUNNERS),
    "campaigns:work_remove": Access(write=RUNNERS),
    "campaigns:work_restore": Access(write=RUNNERS),
    "campaigns:cost_create": Access(write=RUNNERS),
    "campaigns:cost_remove": Access(write=RUNNERS),
    "campaigns:calendar": Access(read=STAFF),
    "campaigns:calendar_address": Access(read=STAFF, write=STAFF),
    "campaigns:calendar_feed": Access(read=STAFF | {ANYONE, MACHINE}),
    "campaigns:call_finding_create": Access(write=RUNNERS),
    "campaigns:finding_link": Access(write=RUNNERS),
    "campaigns:review_list": Access(read=STAFF),
    "campaigns:review_detail": Access(read=STAFF),
    "campaigns:review_create": Access(read=REVIEWERS, write=REVIEWERS),
    "campaigns:review_edit": Access(read=REVIEWERS, write=REVIEWERS),
    "campaigns:review_close": Access(write=REVIEWERS),
    "campaigns:review_finding_create": Access(write=REVIEWERS),
    "campaigns:review_finding_remove": Access(write=REVIEWERS),
    "campaigns:decision_list": Access(read=STAFF),
    "campaigns:decision_create": Access(write=REVIEWERS),
    "campaigns:decision_remove": Access(write=REVIEWERS),
    "campaigns:decision_read": Access(write=STAFF),
    "campaigns:decision_unread": Access(write=STAFF),
}
