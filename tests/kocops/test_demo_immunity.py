"""The demo tells of a rumour that was answered, one that is open, and a crisis
that a present issue resembles.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from alerts.models import Issue
from immunity.models import Claim, CrisisCase
from immunity.selectors.memory import remember
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_demo_has_rumours_and_a_remembered_crisis(
    time_machine: Any,
) -> None:
    time_machine.move_to(NOW, tick=False)
    yesterday = (NOW - timedelta(days=1)).date().isoformat()
    call_command("sync_groups", verbosity=0)
    call_command(
        "seed_demo",
        *("--members", "400", "--weeks", "30", "--until", yesterday),
        verbosity=0,
    )
    call_command("process_posts", verbosity=0)
    call_command("run_nightly", verbosity=0)
    call_command("demo_accounts", verbosity=0)
    answered = Claim.objects.with_counts().get(state="answered")
    assert answered.evidence_count == 2
    assert answered.spreading_count >= 4
    assert Claim.objects.filter(state="suggested").exists()
    case = CrisisCase.objects.get()
    others = Issue.objects.unmerged().exclude(pk=case.issue_id)
    assert any(remember(issue).found for issue in others)
