from django.urls import path

from common.ui.pages.details import resource_urls
from teamwork import views
from teamwork.views.absences import (
    AbsenceFormPage,
    AbsenceListPage,
    remove_this_absence,
    restore_this_absence,
)
from teamwork.views.candidates import CandidateListPage, nominate_candidate
from teamwork.views.colleagues import (
    ColleagueListPage,
    ColleaguePage,
    OwnNamePage,
)
from teamwork.views.desk_acts import act_on_item, undo_on_desk
from teamwork.views.members import MemberPage, member_panel, member_timeline
from teamwork.views.nomination_undo import (
    undo_this_decision,
    undo_this_judgement,
)
from teamwork.views.script_offers import script_offers, script_preview
from teamwork.views.team import (
    reassign,
    team_desk,
    team_page,
    undo_reassign,
)
from teamwork.views.works import WorkListPage, brief_add, brief_remove

app_name = "teamwork"
urlpatterns = [
    path("desk/", views.desk_page, name="desk"),
    path(
        "koc/candidates/",
        CandidateListPage.as_view(),
        name="candidate_list",
    ),
    path(
        "koc/candidates/<int:pk>/nominate/",
        nominate_candidate,
        name="candidate_nominate",
    ),
    path("members/<int:pk>/", MemberPage.as_view(), name="member_page"),
    path(
        "members/<int:pk>/timeline/",
        member_timeline,
        name="member_timeline",
    ),
    path(
        "members/<int:pk>/panels/<slug:name>/",
        member_panel,
        name="member_panel",
    ),
    path("desk/act/", act_on_item, name="desk_act"),
    path("desk/undo/<str:token>/", undo_on_desk, name="desk_undo"),
    path("team/", team_page, name="team"),
    path("team/<int:pk>/", team_desk, name="team_desk"),
    path("team/<int:pk>/reassign/", reassign, name="reassign"),
    path(
        "reassignments/<int:pk>/undo/",
        undo_reassign,
        name="reassign_undo",
    ),
    path(
        "members/<int:member_id>/interactions/new/",
        views.InteractionPage.as_view(),
        name="interaction_create",
    ),
    path(
        "members/<int:member_id>/scripts/",
        script_offers,
        name="script_offers",
    ),
    path(
        "members/<int:member_id>/scripts/<int:pk>/",
        script_preview,
        name="script_preview",
    ),
    path(
        "members/<int:member_id>/nominate/",
        views.NominatePage.as_view(),
        name="nomination_create",
    ),
    path(
        "interactions/",
        views.InteractionListPage.as_view(),
        name="interaction_list",
    ),
    path(
        "interactions/<int:pk>/keep/",
        views.keep_this_promise,
        name="promise_keep",
    ),
    path(
        "interactions/<int:pk>/move/",
        views.move_this_promise,
        name="promise_move",
    ),
    path(
        "interactions/undo/<str:token>/",
        views.undo_this_promise,
        name="promise_undo",
    ),
    path(
        "nominations/",
        views.NominationListPage.as_view(),
        name="nomination_list",
    ),
    path(
        "nominations/<int:pk>/",
        views.nomination_page,
        name="nomination_detail",
    ),
    path(
        "nominations/<int:pk>/judge/",
        views.judge_this,
        name="nomination_judge",
    ),
    path(
        "nominations/<int:pk>/decide/",
        views.decide_this,
        name="nomination_decide",
    ),
    path(
        "nominations/<int:pk>/withdraw/",
        views.withdraw_this,
        name="nomination_withdraw",
    ),
    path(
        "nominations/<int:pk>/reopen/",
        views.reopen_this,
        name="nomination_reopen",
    ),
    path(
        "nominations/<int:pk>/undo/",
        undo_this_decision,
        name="nomination_undo",
    ),
    path(
        "judgements/<int:pk>/undo/",
        undo_this_judgement,
        name="judgement_undo",
    ),
    path("works/", WorkListPage.as_view(), name="work_list"),
    path("works/<int:pk>/brief/", brief_add, name="brief_add"),
    path("works/<int:pk>/off-brief/", brief_remove, name="brief_remove"),
    path("workload/", views.workload_page, name="workload"),
    path(
        "colleagues/",
        ColleagueListPage.as_view(),
        name="colleague_list",
    ),
    path("colleagues/me/", OwnNamePage.as_view(), name="own_name"),
    path(
        "colleagues/<int:pk>/",
        ColleaguePage.as_view(),
        name="colleague_edit",
    ),
    path(
        "workload/members/",
        views.ContactListPage.as_view(),
        name="contact_list",
    ),
    path(
        "bulk-changes/",
        views.BulkChangeListPage.as_view(),
        name="bulk_list",
    ),
    path("bulk-changes/<int:pk>/", views.bulk_page, name="bulk_detail"),
    path("bulk-changes/<int:pk>/undo/", views.undo_bulk, name="bulk_undo"),
    path("merges/", views.MergeListPage.as_view(), name="merge_list"),
    path(
        "merges/find/",
        views.MergeSuggestionPage.as_view(),
        name="merge_suggestions",
    ),
    path("merges/<int:pk>/", views.merge_page, name="merge_detail"),
    path("merges/<int:pk>/undo/", views.undo_this_merge, name="merge_undo"),
    path(
        "members/<int:kept_id>/merge/<int:merged_id>/",
        views.MergeComparePage.as_view(),
        name="merge_compare",
    ),
    path("handovers/", views.HandoverListPage.as_view(), name="handover_list"),
    path(
        "handovers/<int:pk>/",
        views.HandoverPage.as_view(),
        name="handover_detail",
    ),
    *resource_urls(
        "absence",
        list_page=AbsenceListPage,
        form_page=AbsenceFormPage,
    ),
    path(
        "absences/restore/<str:token>/",
        restore_this_absence,
        name="absence_restore",
    ),
    path(
        "absences/<int:pk>/remove/",
        remove_this_absence,
        name="absence_remove",
    ),
]
