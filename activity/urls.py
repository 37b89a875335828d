from django.urls import path

from activity.views import (
    batches,
    nights,
    sources,
    upload_columns,
    uploads,
)
from common.ui.pages.details import resource_urls

app_name = "activity"
urlpatterns = [
    *resource_urls(
        "source",
        list_page=sources.EventSourceListPage,
        detail_page=sources.EventSourceDetailPage,
        form_page=sources.EventSourceFormPage,
    ),
    path(
        "silences/<int:pk>/",
        sources.decide_silence_page,
        name="silence_decide",
    ),
    path("batches/", batches.IngestBatchListPage.as_view(), name="batch_list"),
    path(
        "batches/<int:pk>/",
        batches.IngestBatchDetailPage.as_view(),
        name="batch_detail",
    ),
    path(
        "batches/<int:pk>/errors/",
        batches.batch_errors,
        name="batch_errors",
    ),
    path("upload/", uploads.UploadPage.as_view(), name="upload"),
    path(
        "upload/templates/<slug:content>/",
        uploads.upload_template,
        name="upload_template",
    ),
    path(
        "upload/results/<int:pk>/",
        uploads.upload_result,
        name="upload_result",
    ),
    path(
        "upload/<slug:token>/",
        upload_columns.UploadColumnsPage.as_view(),
        name="upload_mapping",
    ),
    path(
        "mappings/<int:pk>/forget/",
        sources.forget_column_mapping,
        name="mapping_forget",
    ),
    path("nights/", nights.NightListPage.as_view(), name="night_list"),
    path("nights/run/", nights.run_nightly, name="run_nightly"),
    path(
        "nights/<int:pk>/",
        nights.NightDetailPage.as_view(),
        name="night_detail",
    ),
]
