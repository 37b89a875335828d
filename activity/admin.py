from django.contrib import admin

from activity.models import EventSource, IngestBatch, Night

admin.site.register(EventSource, list_display=("name", "label", "time_zone", "unknown_members"))


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the machine writes is looked at here, never edited."""

    def has_add_permission(self, *args: object) -> bool:
        return False

    def has_change_permission(self, *args: object) -> bool:
        return False

    def has_delete_permission(self, *args: object) -> bool:
        return False


admin.site.register(IngestBatch, ReadOnlyAdmin, list_display=("id", "source", "accepted", "rejected"))
admin.site.register(Night, ReadOnlyAdmin, list_display=("business_date", "state", "mode"))
