from django.contrib import admin

from alerts.models import Alert, Issue

admin.site.register(Issue, list_display=("number", "state", "opened_at", "alerted_at"), raw_id_fields=("merged_into",))
admin.site.register(Alert, list_display=("issue", "cause", "raised_at", "voices"), raw_id_fields=("issue", "post"))
