from django.urls import path

from alerts.views.corrections import (
    merge_issue,
    sort_reports,
    undo_issue_correction,
)
from alerts.views.engineering import (
    engineering_sheet,
    public_answer,
    state_board,
    ticket_answer,
    ticket_fix,
    ticket_open,
)
from alerts.views.issue_edits import IssueEditPage, undo_change
from alerts.views.issues import IssueListPage, IssuePage
from alerts.views.lexicon import (
    LexiconListPage,
    ProposalPage,
    WordFormPage,
    WordPage,
    dismiss_word,
)
from alerts.views.lexicon_files import WordFilePage, word_file_template
from alerts.views.notices import NoticeListPage
from alerts.views.owner_rules import (
    OwnerRuleFormPage,
    OwnerRuleListPage,
    remove_owner_rule,
)
from alerts.views.questions import (
    QuestionListPage,
    QuestionPage,
    invite_to_question,
    take_this_question,
    undo_question_act,
)
from alerts.views.suggestions import (
    SuggestionListPage,
    SuggestionPage,
    edit_this_suggestion,
    inform_members,
    merge_suggestion,
    split_posts,
    undo_suggestion_merge,
)
from alerts.views.twins import (
    difference_undo,
    issue_differs,
    issue_twin,
    mute_undo,
)
from common.ui.pages.details import resource_urls

app_name = "alerts"
urlpatterns = [
    path("issues/", IssueListPage.as_view(), name="issue_list"),
    path("issues/<int:pk>/merge/", merge_issue, name="issue_merge"),
    path("issues/<int:pk>/reports/", sort_reports, name="issue_reports"),
    path(
        "issues/corrections/<int:pk>/undo/",
        undo_issue_correction,
        name="correction_undo",
    ),
    path(
        "issues/changes/<int:pk>/undo/",
        undo_change,
        name="issue_change_undo",
    ),
    path("issues/<int:pk>/edit/", IssueEditPage.as_view(), name="issue_edit"),
    *resource_urls(
        "owner_rule",
        list_page=OwnerRuleListPage,
        form_page=OwnerRuleFormPage,
    ),
    path(
        "owner-rules/<int:pk>/remove/",
        remove_owner_rule,
        name="owner_rule_remove",
    ),
    path("board/", state_board, name="state_board"),
    path("issues/<int:pk>/sheet/", engineering_sheet, name="issue_sheet"),
    path("issues/<int:pk>/tickets/", ticket_open, name="ticket_open"),
    path("issues/<int:pk>/public/", public_answer, name="public_answer"),
    path(
        "issues/<int:pk>/twins/<int:other_id>/",
        issue_twin,
        name="issue_twin",
    ),
    path(
        "issues/<int:pk>/twins/<int:other_id>/differs/",
        issue_differs,
        name="issue_differs",
    ),
    path(
        "issues/differences/<int:pk>/undo/",
        difference_undo,
        name="difference_undo",
    ),
    path("issues/mutes/<int:pk>/undo/", mute_undo, name="mute_undo"),
    path("tickets/<int:pk>/answer/", ticket_answer, name="ticket_answer"),
    path("tickets/<int:pk>/fix/", ticket_fix, name="ticket_fix"),
    path("lexicon/", LexiconListPage.as_view(), name="lexicon_list"),
    path("lexicon/new/", WordFormPage.as_view(), name="lexicon_create"),
    path("lexicon/files/new/", WordFilePage.as_view(), name="lexicon_upload"),
    path(
        "lexicon/files/template/", word_file_template, name="lexicon_template"
    ),
    path(
        "lexicon/proposals/",
        ProposalPage.as_view(),
        name="lexicon_proposals",
    ),
    path(
        "lexicon/proposals/<int:pk>/dismiss/",
        dismiss_word,
        name="proposal_dismiss",
    ),
    path("lexicon/<int:pk>/", WordPage.as_view(), name="lexicon_remove"),
    path("issues/notices/", NoticeListPage.as_view(), name="notice_list"),
    path("questions/<int:pk>/take/", take_this_question, name="question_take"),
    path("questions/", QuestionListPage.as_view(), name="question_list"),
    path(
        "questions/<int:pk>/invite/",
        invite_to_question,
        name="question_invite",
    ),
    path(
        "questions/acts/<int:pk>/undo/",
        undo_question_act,
        name="question_act_undo",
    ),
    path(
        "questions/<int:pk>/", QuestionPage.as_view(), name="question_detail"
    ),
    path(
        "suggestions/",
        SuggestionListPage.as_view(),
        name="suggestion_list",
    ),
    path(
        "suggestions/<int:pk>/",
        SuggestionPage.as_view(),
        name="suggestion_detail",
    ),
    path(
        "suggestions/<int:pk>/edit/",
        edit_this_suggestion,
        name="suggestion_edit",
    ),
    path(
        "suggestions/<int:pk>/merge/",
        merge_suggestion,
        name="suggestion_merge",
    ),
    path(
        "suggestions/changes/<int:pk>/undo/",
        undo_suggestion_merge,
        name="suggestion_undo",
    ),
    path("suggestions/<int:pk>/split/", split_posts, name="suggestion_split"),
    path(
        "suggestions/<int:pk>/inform/",
        inform_members,
        name="suggestion_inform",
    ),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
