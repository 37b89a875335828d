"""What every test stands on: accounts per role, a community of a few members, a clock that does not tick."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from common.access import ADMIN, ROLE_LABELS
from common.models import ApiToken

settings.register_profile("kocops", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("kocops")
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_var_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def accounts(db: None) -> dict[str, Any]:
    """One account for each role of the access table."""
    made = {}
    for role in ROLE_LABELS:
        user = get_user_model().objects.create_user(username=role, is_superuser=role == ADMIN, is_staff=role == ADMIN)
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        made[role] = user
    return made


@pytest.fixture
def as_role(accounts: dict[str, Any]) -> Any:
    """Return a client that is logged in as a role; anonymous for None."""

    def client(role: str | None) -> Client:
        made = Client()
        if role is not None:
            made.force_login(accounts[role])
        return made

    return client


@pytest.fixture
def token(db: None) -> Any:
    """Return a function that makes a token header with scopes."""

    def make(*scopes: str) -> dict[str, str]:
        user = get_user_model().objects.get_or_create(username="machine")[0]
        _row, text = ApiToken.objects.create(user=user, name="test", scopes=list(scopes))
        return {"Authorization": f"Bearer {text}"}

    return make


@pytest.fixture
def open_append_only(transactional_db: None) -> Any:
    """Let the test database be emptied afterwards: tests that commit events need this."""
    yield
    drop_append_only_guard()


def drop_append_only_guard() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE activity_activityevent DISABLE TRIGGER USER")
            cursor.execute("TRUNCATE activity_activityevent CASCADE")
            cursor.execute("ALTER TABLE activity_activityevent ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute("DELETE FROM activity_activityevent")
            for _name, sql in triggers:
                cursor.execute(sql)
