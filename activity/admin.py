from django.contrib import admin

from activity.models import EventSource, IngestBatch, NightlyRun
from common.admin import ReadOnlyAdmin

admin.site.register(
    EventSource,
    ReadOnlyAdmin,
    list_display=("name", "label", "time_zone", "unknown_members"),
)
admin.site.register(
    IngestBatch,
    ReadOnlyAdmin,
    list_display=("id", "source", "accepted", "rejected"),
)
admin.site.register(
    NightlyRun,
    ReadOnlyAdmin,
    list_display=("business_date", "state", "mode"),
)
