from django.contrib import admin

from alerts.models import Alert, Issue
from common.admin import ReadOnlyAdmin

admin.site.register(
    Issue,
    ReadOnlyAdmin,
    list_display=("number", "state", "opened_at", "alerted_at"),
)
admin.site.register(
    Alert,
    ReadOnlyAdmin,
    list_display=("issue", "cause", "raised_at", "reporter_count"),
)
