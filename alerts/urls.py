from django.urls import path

from alerts.views.corrections import (
    merge_issue,
    sort_reports,
    undo_issue_correction,
)
from alerts.views.issues import IssueListPage, IssuePage
from alerts.views.notices import NoticeListPage
from alerts.views.questions import (
    QuestionListPage,
    question_page,
    take_this_question,
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
    path("issues/notices/", NoticeListPage.as_view(), name="notice_list"),
    path("questions/<int:pk>/take/", take_this_question, name="question_take"),
    path("questions/", QuestionListPage.as_view(), name="question_list"),
    path("questions/<int:pk>/", question_page, name="question_detail"),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
