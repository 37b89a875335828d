import os
from typing import Any

from celery import Celery
from celery.app.log import Logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kocops.settings")


class DjangoLogging(Logging):
    """Leaves the log as settings.LOGGING has it: Celery's own lines would lack
    the mask, the job and the account.
    """

    def setup_logging_subsystem(self, *_args: Any, **_how: Any) -> bool:
        """Return that the log is set up already."""
        return True


app = Celery("kocops", log="kocops.celery:DjangoLogging")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
