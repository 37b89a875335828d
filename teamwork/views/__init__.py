from teamwork.views.bulk import BulkChangeListPage, bulk_page, undo_bulk
from teamwork.views.desk import desk_page, member_page, workload_page
from teamwork.views.handovers import (
    ContactListPage,
    HandoverListPage,
    HandoverPage,
)
from teamwork.views.interactions import (
    InteractionListPage,
    InteractionPage,
    keep_this_promise,
    move_this_promise,
)
from teamwork.views.merges import (
    MergeComparePage,
    MergeListPage,
    MergeSuggestionPage,
    merge_page,
    undo_this_merge,
)
from teamwork.views.nominations import (
    NominatePage,
    NominationListPage,
    decide_this,
    judge_this,
    nomination_page,
    withdraw_this,
)

__all__ = [
    "BulkChangeListPage",
    "ContactListPage",
    "HandoverListPage",
    "HandoverPage",
    "InteractionListPage",
    "InteractionPage",
    "MergeComparePage",
    "MergeListPage",
    "MergeSuggestionPage",
    "NominatePage",
    "NominationListPage",
    "bulk_page",
    "decide_this",
    "desk_page",
    "judge_this",
    "keep_this_promise",
    "member_page",
    "merge_page",
    "move_this_promise",
    "nomination_page",
    "undo_bulk",
    "undo_this_merge",
    "withdraw_this",
    "workload_page",
]
