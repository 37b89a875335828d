from django.contrib import admin

from common.admin import ReadOnlyAdmin
from community.models import Circle

admin.site.register(
    Circle,
    ReadOnlyAdmin,
    list_display=("name", "kind", "city", "model_series"),
)
