from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImmunityConfig(AppConfig):
    name = "immunity"
    verbose_name = _("Rumours and crises")
    default_auto_field = "django.db.models.BigAutoField"
