"""Colleagues with mailboxes, a channel for mail and a group robot."""

from typing import Any

import pytest

from alerts.models import Issue
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


@pytest.fixture
def robot(db: None) -> Channel:
    return Channel.objects.create(kind="feishu", name="预警群", created_at=NOW)


@pytest.fixture
def issue(team: dict[str, Any]) -> Issue:
    return Issue.objects.create(
        number=320,
        opened_at=NOW,
        alerted_at=NOW,
        owner=team["communicator"],
    )
