"""The daily summary comes once, at its hour, with what waits."""

import json
from datetime import timedelta
from typing import Any

import pytest

from alerts.models import Issue
from common.models import OutboxMessage
from integrations.models import Channel
from notifications.models import Digest, KindPreference, Preference
from notifications.services.digest import build_digests
from tests.conftest import NOW
from tests.notifications.events import notify

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(issue: Issue, mail: Channel, team: dict[str, Any]) -> None:
    KindPreference.objects.create(
        user=team["communicator"],
        kind="alert.raised",
        pace="digest",
    )
    for number in range(3):
        notify("alert.raised", issue, key=f"n{number}")


def test_one_mail_a_day_with_what_waits(
    waiting: None,
    issue: Issue,
) -> None:
    assert not OutboxMessage.objects.exists()
    assert build_digests(now=NOW) == 1
    assert build_digests(now=NOW) == 0
    body = json.loads(OutboxMessage.objects.get().body)
    assert body["digest"] is True
    assert body["recipients"] == ["communicator@example.com"]
    assert len(body["lines"]) == 3
    notify("alert.raised", issue, key="later")
    assert build_digests(now=NOW + timedelta(hours=2)) == 0
    assert build_digests(now=NOW + timedelta(days=1)) == 1
    assert Digest.objects.count() == 2


def test_it_waits_for_its_hour(waiting: None, team: dict[str, Any]) -> None:
    Preference.objects.create(user=team["communicator"], digest_hour=18)
    assert build_digests(now=NOW) == 0
    assert build_digests(now=NOW + timedelta(hours=8)) == 1


def test_what_is_critical_does_not_wait(
    waiting: None,
    issue: Issue,
) -> None:
    notify("alert.raised", issue, key="now", severity="critical")
    assert OutboxMessage.objects.count() == 1
