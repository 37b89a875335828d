from django.urls import path

from roles.views import (
    GearPage,
    NewcomerPage,
    OverridePage,
    PolicyDetailPage,
    PolicyListPage,
    RoleBoardPage,
    RolePolicyPage,
    answer_this_suggestion,
    gear_map,
    journey_page,
    suggestion_page,
    withdraw_override,
)

app_name = "roles"
urlpatterns = [
    path("roles/", RoleBoardPage.as_view(), name="role_board"),
    path("roles/gears/", GearPage.as_view(), name="gear_list"),
    path("roles/newcomers/", NewcomerPage.as_view(), name="newcomer_list"),
    path("roles/gears/map/", gear_map, name="gear_map"),
    path("roles/suggestions/", suggestion_page, name="suggestion_board"),
    path("members/<int:member_id>/roles/suggestion/", answer_this_suggestion, name="suggestion_answer"),
    path("roles/policies/", PolicyListPage.as_view(), name="policy_list"),
    path("roles/policies/new/", RolePolicyPage.as_view(), name="policy_create"),
    path("roles/policies/<int:pk>/", PolicyDetailPage.as_view(), name="policy_detail"),
    path("roles/journey/", journey_page, name="journey"),
    path("members/<int:member_id>/roles/decide/", OverridePage.as_view(), name="override_create"),
    path("members/<int:member_id>/roles/withdraw/", withdraw_override, name="override_withdraw"),
]
