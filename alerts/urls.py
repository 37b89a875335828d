from django.urls import path

from alerts.views import (
    HealingPage,
    IssueListPage,
    IssuePage,
    NoticeListPage,
    merge_issue,
    question_page,
    sort_voices,
    take_this_question,
    undo_issue_correction,
)  # fmt: skip

app_name = "alerts"
urlpatterns = [
    path("issues/", IssueListPage.as_view(), name="issue_list"),
    path("issues/<int:pk>/merge/", merge_issue, name="issue_merge"),
    path("issues/<int:pk>/voices/", sort_voices, name="issue_voices"),
    path("issues/corrections/<int:pk>/undo/", undo_issue_correction, name="correction_undo"),
    path("issues/notices/", NoticeListPage.as_view(), name="notice_list"),
    path("questions/<int:pk>/take/", take_this_question, name="question_take"),
    path("questions/", HealingPage.as_view(), name="question_list"),
    path("questions/<int:pk>/", question_page, name="question_detail"),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
