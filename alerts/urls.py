from django.urls import path

from alerts.views.corrections import (
    merge_issue,
    sort_reports,
    undo_issue_correction,
)
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
)

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
    path("suggestions/<int:pk>/split/", split_posts, name="suggestion_split"),
    path(
        "suggestions/<int:pk>/inform/",
        inform_members,
        name="suggestion_inform",
    ),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
