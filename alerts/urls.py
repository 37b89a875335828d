from django.urls import path

from alerts.views import IssueListPage, IssuePage

app_name = "alerts"
urlpatterns = [
    path("issues/", IssueListPage.as_view(), name="issue_list"),
    path("issues/<int:pk>/", IssuePage.as_view(), name="issue_detail"),
]
