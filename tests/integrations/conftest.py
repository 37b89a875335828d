from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from integrations.models import Connection
from integrations.platforms import PLATFORMS
from integrations.services.connections import create_connection
from tests.conftest import NOW


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
