from django.urls import path

from activity import views
from common.pages.details import resource_urls

app_name = "activity"
urlpatterns = [
    *resource_urls(
        "source",
        list_page=views.EventSourceListPage,
        detail_page=views.EventSourceDetailPage,
        form_page=views.EventSourceFormPage,
    ),
    path("batches/", views.IngestBatchListPage.as_view(), name="batch_list"),
    path("batches/<int:pk>/", views.IngestBatchDetailPage.as_view(), name="batch_detail"),
    path("batches/<int:pk>/errors/", views.batch_errors, name="batch_errors"),
    path("upload/", views.UploadPage.as_view(), name="upload"),
    path("upload/<slug:token>/", views.MappingPage.as_view(), name="upload_mapping"),
    path("nights/", views.NightListPage.as_view(), name="night_list"),
    path("nights/run/", views.run_night, name="run_night"),
    path("nights/<int:pk>/", views.NightDetailPage.as_view(), name="night_detail"),
]
