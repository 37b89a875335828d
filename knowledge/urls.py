from django.urls import path

from knowledge.views import faq, imports, scripts, uses, versions

app_name = "knowledge"
urlpatterns = [
    path(
        "scripts/",
        scripts.ScriptListPage.as_view(),
        name="script_list",
    ),
    path(
        "scripts/new/",
        scripts.ScriptFormPage.as_view(),
        name="script_create",
    ),
    path("scripts/starter/", imports.load_starter, name="script_starter"),
    path(
        "scripts/import/",
        imports.ScriptImportPage.as_view(),
        name="script_import",
    ),
    path(
        "scripts/import/template/",
        imports.script_template,
        name="script_template",
    ),
    path("scripts/uses/", uses.UseListPage.as_view(), name="use_list"),
    path("scripts/uses/<int:pk>/answer/", uses.answered, name="use_answer"),
    path(
        "scripts/uses/<int:pk>/answer/undo/",
        uses.undo_answered,
        name="use_answer_undo",
    ),
    path("scripts/<int:pk>/", scripts.script_page, name="script_detail"),
    path(
        "scripts/<int:pk>/edit/",
        scripts.ScriptFormPage.as_view(),
        name="script_edit",
    ),
    path(
        "scripts/<int:pk>/versions/new/",
        versions.new_version,
        name="version_create",
    ),
    path(
        "scripts/versions/<int:pk>/edit/",
        versions.TextPage.as_view(),
        name="version_edit",
    ),
    path(
        "scripts/versions/<int:pk>/submit/",
        versions.submit,
        name="version_submit",
    ),
    path(
        "scripts/versions/<int:pk>/return/",
        versions.send_back,
        name="version_return",
    ),
    path(
        "scripts/versions/<int:pk>/approve/",
        versions.approve,
        name="version_approve",
    ),
    path(
        "scripts/versions/<int:pk>/retire/",
        versions.retire,
        name="version_retire",
    ),
    path("faq/", faq.FaqListPage.as_view(), name="faq_list"),
    path(
        "faq/new/<int:post_id>/", faq.NewFaqPage.as_view(), name="faq_create"
    ),
    path("faq/<int:pk>/", faq.faq_page, name="faq_detail"),
    path("faq/<int:pk>/edit/", faq.FaqFormPage.as_view(), name="faq_edit"),
    path("faq/<int:pk>/consent/", faq.record_answer, name="faq_consent"),
    path("faq/<int:pk>/publish/", faq.publish, name="faq_publish"),
    path("faq/<int:pk>/withdraw/", faq.withdraw, name="faq_withdraw"),
]
