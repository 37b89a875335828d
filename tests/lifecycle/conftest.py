from typing import Any

import numpy as np
import pytest

from members.models import Member
from tests.activity.events import ingest
from tests.factories.activity import EventSourceFactory
from tests.lifecycle.community import days_before


@pytest.fixture
def community() -> Any:
    """Members of whom one comes every second day, one fell silent, one only
    reads, one is new, one came once.
    """
    source = EventSourceFactory()
    ingest(
        source,
        [
            *days_before("steady", range(0, 300, 2)),
            *days_before("silent", range(80, 300, 2)),
            *days_before("reader", range(0, 300, 2), "view"),
            *days_before("reader", range(100, 300, 2), "comment"),
            *days_before("new", range(0, 20)),
            *days_before("once", [200]),
            *days_before("lurker", range(0, 300, 3), "login"),
            *days_before("robot", range(0, 300)),
        ],
    )
    Member.objects.filter(identities__external_id="robot").update(
        kind=Member.Kind.BOT,
    )
    return source


@pytest.fixture
def lively(community) -> Any:
    """Forty members more, half of whom fall silent one after the other."""
    random = np.random.default_rng(5)
    for number in range(40):
        ages = np.flatnonzero(random.random(320) < 0.3)
        silent = 10 + 6 * number if number % 2 else 0
        ingest(community, days_before(f"m{number}", ages[ages >= silent]))
    return community
