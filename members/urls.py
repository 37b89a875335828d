from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("new/", views.MemberFormPage.as_view(), name="member_create"),
    path("import/", views.MemberImportPage.as_view(), name="member_import"),
    path("import/template/", views.member_import_template, name="member_import_template"),
    path("import/<slug:token>/", views.member_import_confirm, name="member_import_confirm"),
    path("<int:pk>/edit/", views.MemberFormPage.as_view(), name="member_edit"),
    path("<int:member_id>/vehicles/new/", views.VehicleFormPage.as_view(), name="vehicle_create"),
    path("vehicles/<int:pk>/end/", views.VehicleEndPage.as_view(), name="vehicle_end"),
    path("<int:member_id>/tags/", views.tag_member, name="tag_member"),
    path("<int:member_id>/tags/<int:pk>/reject/", views.untag_member_page, name="untag_member"),
]
