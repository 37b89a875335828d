from django.urls import path

from roles.views.boards import GearPage, RoleBoardPage, gear_map
from roles.views.decisions import (
    OverridePage,
    answer_this_role_proposal,
    role_proposal_page,
    withdraw_override,
)
from roles.views.hosting import (
    IntroductionCreatePage,
    WelcomePage,
    undo_this_introduction,
    undo_this_welcome,
)
from roles.views.newcomers import (
    IntroductionPage,
    JourneyListPage,
    NewcomerPage,
    journey_page,
)
from roles.views.policies import (
    PolicyDetailPage,
    PolicyListPage,
    RolePolicyPage,
)
from roles.views.works import work_list

app_name = "roles"
urlpatterns = [
    path("roles/", RoleBoardPage.as_view(), name="role_board"),
    path("roles/gears/", GearPage.as_view(), name="gear_list"),
    path("roles/newcomers/", NewcomerPage.as_view(), name="newcomer_list"),
    path("roles/gears/map/", gear_map, name="gear_map"),
    path("roles/suggestions/", role_proposal_page, name="role_proposal_board"),
    path(
        "members/<int:member_id>/roles/suggestion/",
        answer_this_role_proposal,
        name="role_proposal_answer",
    ),
    path(
        "members/<int:member_id>/roles/<str:role_name>/works/",
        work_list,
        name="member_works",
    ),
    path("roles/policies/", PolicyListPage.as_view(), name="policy_list"),
    path(
        "roles/policies/new/",
        RolePolicyPage.as_view(),
        name="policy_create",
    ),
    path(
        "roles/policies/<int:pk>/",
        PolicyDetailPage.as_view(),
        name="policy_detail",
    ),
    path("roles/journey/", journey_page, name="journey"),
    path(
        "roles/journey/members/",
        JourneyListPage.as_view(),
        name="journey_list",
    ),
    path(
        "roles/introductions/",
        IntroductionPage.as_view(),
        name="introduction_list",
    ),
    path(
        "roles/introductions/<int:pk>/undo/",
        undo_this_introduction,
        name="introduction_undo",
    ),
    path(
        "members/<int:member_id>/introduce/",
        IntroductionCreatePage.as_view(),
        name="introduction_create",
    ),
    path(
        "members/<int:member_id>/welcome/",
        WelcomePage.as_view(),
        name="welcome_create",
    ),
    path(
        "roles/welcomes/<int:pk>/undo/",
        undo_this_welcome,
        name="welcome_undo",
    ),
    path(
        "members/<int:member_id>/roles/decide/",
        OverridePage.as_view(),
        name="override_create",
    ),
    path(
        "members/<int:member_id>/roles/withdraw/",
        withdraw_override,
        name="override_withdraw",
    ),
]
