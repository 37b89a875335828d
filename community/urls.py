from django.urls import path

from common.ui.pages.details import resource_urls
from community.views import (
    CircleFormPage,
    CircleListPage,
    PostListPage,
    circles,
    member_files,
)

app_name = "community"
urlpatterns = [
    path("posts/", PostListPage.as_view(), name="post_list"),
    path(
        "circles/<int:pk>/members/",
        circles.circle_members,
        name="circle_members",
    ),
    path(
        "members/<int:member_id>/circles/",
        circles.member_circle_join,
        name="member_circle_join",
    ),
    path(
        "members/<int:member_id>/circles/<int:pk>/leave/",
        circles.member_circle_leave,
        name="member_circle_leave",
    ),
    path(
        "member-files/new/",
        member_files.MemberFilePage.as_view(),
        name="member_upload",
    ),
    path(
        "member-files/template/",
        member_files.member_file_template,
        name="member_file_template",
    ),
    path(
        "member-files/<int:pk>/",
        member_files.member_file,
        name="member_file",
    ),
    path(
        "member-files/<int:pk>/take/",
        member_files.member_file_take,
        name="member_file_take",
    ),
    path(
        "member-files/<int:pk>/result/",
        member_files.member_file_result,
        name="member_file_result",
    ),
]
urlpatterns += resource_urls(
    "circle",
    list_page=CircleListPage,
    detail_page=circles.CircleDetailPage,
    form_page=CircleFormPage,
)
