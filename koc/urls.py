from django.urls import path

from koc.views import cooperations, imports, policies, roster

app_name = "koc"
urlpatterns = [
    path("koc/", roster.RosterListPage.as_view(), name="roster_list"),
    path("koc/<int:pk>/", roster.roster_page, name="roster_detail"),
    path("koc/<int:pk>/renew/", roster.renew_this, name="roster_renew"),
    path("koc/<int:pk>/end/", roster.end_this, name="roster_end"),
    path(
        "koc/changes/<int:change_id>/undo/",
        roster.undo_this,
        name="roster_undo",
    ),
    path(
        "members/<int:member_id>/koc/",
        roster.BeginPage.as_view(),
        name="roster_create",
    ),
    path(
        "koc/import/",
        imports.RosterImportPage.as_view(),
        name="roster_import",
    ),
    path(
        "koc/import/template/",
        imports.roster_template,
        name="roster_template",
    ),
    path(
        "koc/import/<uuid:batch>/undo/",
        imports.undo_import,
        name="import_undo",
    ),
    path(
        "koc/cooperations/",
        cooperations.CooperationListPage.as_view(),
        name="cooperation_list",
    ),
    path(
        "members/<int:member_id>/cooperations/new/",
        cooperations.CooperationPage.as_view(),
        name="cooperation_create",
    ),
    path(
        "koc/cooperations/<int:pk>/end/",
        cooperations.CooperationEndPage.as_view(),
        name="cooperation_end",
    ),
    path(
        "koc/cooperations/<int:pk>/cancel/",
        cooperations.cancel_this,
        name="cooperation_cancel",
    ),
    path(
        "koc/tiers/",
        policies.PolicyListPage.as_view(),
        name="policy_list",
    ),
    path(
        "koc/tiers/new/",
        policies.KocPolicyPage.as_view(),
        name="policy_create",
    ),
    path(
        "koc/tiers/<int:pk>/",
        policies.PolicyDetailPage.as_view(),
        name="policy_detail",
    ),
]
