from django.contrib import admin

from common.admin import ReadOnlyAdmin
from lifecycle.models import DormancyDispute, DormancyPolicy

admin.site.register(
    DormancyPolicy,
    ReadOnlyAdmin,
    list_display=("version", "origin", "note", "created_at", "created_by"),
)
admin.site.register(
    DormancyDispute,
    ReadOnlyAdmin,
    list_display=(
        "member",
        "disputed_state",
        "reason",
        "until",
        "created_by",
        "withdrawn_at",
    ),
)
