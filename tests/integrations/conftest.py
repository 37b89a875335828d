from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from integrations.models import Connection
from integrations.platforms import PLATFORMS
from integrations.services.connections import create_connection
from tests.conftest import NOW
from tests.integrations.fake_channels import FakeMailServer, running_mail


class Clock:
    """A clock that stands still until somebody turns it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def connect(db: None, settings: Any) -> Callable[..., tuple[Connection, str]]:
    """Return a function that connects a platform."""
    settings.OUTGOING_LOOPBACK = True
    cache.clear()

    def make(
        platform: str,
        base_url: str = "",
        **values: str,
    ) -> tuple[Connection, str]:
        return create_connection(
            platform=PLATFORMS[platform],
            name=f"我们的{platform}",
            base_url=base_url,
            values=values,
            now=NOW,
            user=None,
        )

    return make


@pytest.fixture
def seconds(clock: Clock) -> Callable[[], float]:
    """The clock of the vendors, which is ours."""
    return lambda: clock().timestamp()


@pytest.fixture
def mail_server(settings: Any) -> Iterator[FakeMailServer]:
    with running_mail(FakeMailServer()) as fake:
        settings.MAIL_SERVER = {
            "host": "127.0.0.1",
            "port": fake.port,
            "user": "",
            "password": "",
            "use_tls": False,
            "use_ssl": False,
            "from": "运营台 <kocops@example.org>",
            "per_minute": 60,
        }
        yield fake
