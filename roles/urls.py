from django.urls import path

from roles.views import GearPage, NewcomerPage, OverridePage, RoleBoardPage, withdraw_override

app_name = "roles"
urlpatterns = [
    path("roles/", RoleBoardPage.as_view(), name="role_board"),
    path("roles/gears/", GearPage.as_view(), name="gear_list"),
    path("roles/newcomers/", NewcomerPage.as_view(), name="newcomer_list"),
    path("members/<int:member_id>/roles/decide/", OverridePage.as_view(), name="override_create"),
    path("members/<int:member_id>/roles/withdraw/", withdraw_override, name="override_withdraw"),
]
