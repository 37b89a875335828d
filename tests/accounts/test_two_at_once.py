"""P27: the lockout is exact, however many try at once."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.services.tries import MAX_TRIES
from common.models import AuditRecord
from tests.concurrency import at_once, two_connections

APPS = [config.name for config in apps.get_app_configs()]
PASSWORD = "winding-road-7"


def log_in(password: str) -> int:
    """Return the status of the answer to a login."""
    values = {"login": "lin", "password": password}
    return Client().post("/login/", values).status_code


@two_connections
@pytest.mark.django_db(transaction=True, available_apps=APPS)
def test_of_fifty_tries_at_once_five_are_made() -> None:
    user = get_user_model().objects.create_user("lin", password=PASSWORD)
    statuses = at_once(*[lambda: log_in("x")] * 50)
    assert sorted(statuses) == [200] * MAX_TRIES + [429] * (50 - MAX_TRIES)
    assert log_in(PASSWORD) == 429
    assert AuditRecord.objects.filter(act="refused").count() == MAX_TRIES
    assert user.is_active
