"""Two workers handle the same events at the same moment."""

import pytest

from alerts.models import Issue
from common.models import OutboxMessage
from integrations.models import Channel
from notifications.models import Notification
from notifications.services.digest import build_digests
from notifications.services.handling import handle_events
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.notifications.events import happened

# With the apps named, tables are emptied together with those that refer to them.


@two_connections
@pytest.mark.django_db(transaction=True)
def test_each_colleague_is_notified_once(
    issue: Issue,
    mail: Channel,
) -> None:
    for number in range(20):
        happened("alert.raised", issue, key=f"n{number}")
    outcomes = at_once(
        lambda: handle_events(now=NOW),
        lambda: handle_events(now=NOW),
        lambda: build_digests(now=NOW),
        lambda: build_digests(now=NOW),
    )
    assert not failures(outcomes)
    assert sum(outcomes[:2]) == 20
    assert Notification.objects.count() == OutboxMessage.objects.count() == 20
