from django.contrib import admin

from community.models import Circle

admin.site.register(Circle, list_display=("name", "kind", "city", "model_series"))
