from django.urls import path

from alerts.views import HealingPage, IssueListPage, IssuePage, merge_issue, question_page

app_name = "alerts"
urlpatterns = [
    path("issues/", IssueListPage.as_view(), name="issue_list"),
    path("issues/<int:pk>/merge/", merge_issue, name="issue_merge"),
    path("questions/", HealingPage.as_view(), name="question_list"),
    path("questions/<int:pk>/", question_page, name="question_detail"),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
