from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from common import checks
from common.db.lookups import register_lookups


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Common")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_lookups()
        register(checks.check_time_zone)
        register(checks.check_origins)
        register(checks.check_log_format)
        register(checks.check_environment)
        register(checks.check_field_key, Tags.database)
