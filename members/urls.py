from django.urls import path

from members.views import (
    consents,
    imports,
    knowledge,
    members,
    privacy,
    tags,
    undo,
    vehicles,
)

app_name = "members"
urlpatterns = [
    path("new/", members.MemberFormPage.as_view(), name="member_create"),
    path("import/", imports.MemberImportPage.as_view(), name="member_import"),
    path(
        "import/template/",
        imports.member_import_template,
        name="member_import_template",
    ),
    path(
        "import/<slug:token>/",
        imports.member_import_confirm,
        name="member_import_confirm",
    ),
    path(
        "<int:pk>/edit/",
        members.MemberFormPage.as_view(),
        name="member_edit",
    ),
    path(
        "<int:member_id>/vehicles/new/",
        vehicles.VehicleFormPage.as_view(),
        name="vehicle_create",
    ),
    path(
        "vehicles/<int:pk>/edit/",
        vehicles.VehicleEditPage.as_view(),
        name="vehicle_edit",
    ),
    path(
        "vehicles/<int:pk>/end/",
        vehicles.VehicleEndPage.as_view(),
        name="vehicle_end",
    ),
    path(
        "<int:member_id>/identities/",
        knowledge.identity_add,
        name="identity_add",
    ),
    path(
        "<int:member_id>/identities/<int:pk>/remove/",
        knowledge.identity_remove,
        name="identity_remove",
    ),
    path(
        "<int:member_id>/details/",
        knowledge.detail_set,
        name="detail_set",
    ),
    path(
        "<int:member_id>/details/<int:pk>/remove/",
        knowledge.detail_remove,
        name="detail_remove",
    ),
    path(
        "vehicles/<int:pk>/software/",
        knowledge.software_set,
        name="software_set",
    ),
    path(
        "vehicles/<int:pk>/software/<int:spell_id>/remove/",
        knowledge.software_remove,
        name="software_remove",
    ),
    path(
        "conflicts/<int:pk>/",
        knowledge.conflict_decide,
        name="conflict_decide",
    ),
    path(
        "<int:member_id>/consents/",
        knowledge.consent_record,
        name="consent_record",
    ),
    path("undo/<str:token>/", undo.undo_removal, name="undo"),
    path("<int:member_id>/tags/", tags.tag_member, name="tag_member"),
    path(
        "<int:member_id>/tags/<int:pk>/reject/",
        tags.untag_member_page,
        name="untag_member",
    ),
    path(
        "<int:member_id>/consents/list/",
        consents.consent_list,
        name="consents",
    ),
    path(
        "consents/import/",
        consents.ConsentImportPage.as_view(),
        name="consent_import",
    ),
    path(
        "consents/template/",
        consents.consent_template,
        name="consent_template",
    ),
    path("<int:member_id>/privacy/", privacy.privacy_page, name="privacy"),
    path(
        "<int:member_id>/privacy/export/",
        privacy.privacy_export,
        name="privacy_export",
    ),
    path("<int:member_id>/privacy/erase/", privacy.erase, name="erase"),
    path(
        "unmask/<str:label>/<int:row_id>/<slug:field>/",
        privacy.unmask_page,
        name="unmask",
    ),
]
