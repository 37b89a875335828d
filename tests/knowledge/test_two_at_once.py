"""Two colleagues who decide about one version at the same moment."""

from functools import partial
from typing import Any

import pytest

from common.errors import Conflict
from knowledge.models import ScriptChange
from knowledge.services.approval import return_version
from knowledge.services.scripts import edit_draft
from tests.concurrency import at_once, failures, two_connections
from tests.conftest import NOW
from tests.knowledge.test_services_approval import approve, submitted

pytestmark = [
    two_connections,
    pytest.mark.django_db(transaction=True),
]


def test_two_people_approve_at_once(accounts: dict[str, Any]) -> None:
    version = submitted(accounts["planner"])
    outcomes = at_once(
        partial(approve, version, accounts["lead"]),
        partial(approve, version, accounts["admin"]),
    )
    refused = failures(outcomes)
    assert [type(one) for one in refused] == [Conflict]
    approvals = ScriptChange.objects.filter(kind="approved")
    assert approvals.count() == 1


def test_approved_and_edited_at_once(accounts: dict[str, Any]) -> None:
    """What was approved is what was read, in either order."""
    version = submitted(accounts["planner"])
    seen = version.text

    def send_back_and_edit() -> None:
        return_version(
            version_id=version.pk,
            reason="改",
            now=NOW,
            user=accounts["admin"],
        )
        edit_draft(
            version_id=version.pk,
            changes={"text": "另一段话"},
            opened={"text": seen},
            now=NOW,
            user=accounts["planner"],
        )

    at_once(partial(approve, version, accounts["lead"]), send_back_and_edit)
    version.refresh_from_db()
    assert (version.state == "approved") == (version.text == seen)
