"""Colleagues with mailboxes, and a channel for mail."""

from typing import Any

import pytest

from integrations.models import Channel
from tests.conftest import NOW


@pytest.fixture
def team(accounts: dict[str, Any]) -> dict[str, Any]:
    for role, user in accounts.items():
        user.email = f"{role}@example.com"
        user.save()
    return accounts


@pytest.fixture
def mail(db: None) -> Channel:
    return Channel.objects.create(kind="email", name="邮件", created_at=NOW)
