from django.contrib import admin
from django.http import HttpRequest

from lifecycle.models import DormancyDispute, DormancyPolicy


@admin.register(DormancyPolicy)
class DormancyPolicyAdmin(admin.ModelAdmin):
    list_display = ("version", "origin", "note", "created_at", "created_by")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(DormancyDispute)
class DormancyDisputeAdmin(admin.ModelAdmin):
    list_display = ("member", "disputed_state", "reason", "until", "created_by", "withdrawn_at")
    raw_id_fields = ("member",)
