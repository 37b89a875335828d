from django.urls import path

from insights.views import MemberListPage, overview

app_name = "insights"
urlpatterns = [
    path("overview/", overview, name="overview"),
    path("members/", MemberListPage.as_view(), name="member_list"),
]
