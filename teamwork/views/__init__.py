from teamwork.views.bulk import BulkChangeListPage, bulk_page, undo_bulk
from teamwork.views.desk import desk_page, workload_page
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
    undo_this_promise,
)
from teamwork.views.merges import (
    MergeComparePage,
    MergeListPage,
    MergeSuggestionPage,
    merge_page,
    undo_this_merge,
)
from teamwork.views.nomination_steps import (
    decide_this,
    judge_this,
    nomination_page,
    reopen_this,
    withdraw_this,
)
from teamwork.views.nominations import NominatePage, NominationListPage

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
    "merge_page",
    "move_this_promise",
    "nomination_page",
    "reopen_this",
    "undo_bulk",
    "undo_this_merge",
    "undo_this_promise",
    "withdraw_this",
    "workload_page",
]
