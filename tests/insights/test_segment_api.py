"""A page of a segment's members tells whom it speaks of."""

from typing import Any

import pytest
from django.test import Client

from insights.models import Segment, SegmentSpell
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def test_members_come_with_their_keys_the_oldest_first(token: Any) -> None:
    segment = Segment.objects.create(
        name="s",
        kind="list",
        created_at=NOW,
        counted_at=NOW,
    )
    known, nameless = MemberFactory(), MemberFactory()
    for platform, external_id in (
        ("zeta", "9 9"),
        ("app", "u1"),
        ("bbs", "2"),
    ):
        known.identities.create(platform=platform, external_id=external_id)
    SegmentSpell.objects.bulk_create(
        SegmentSpell(
            segment=segment,
            member=member,
            started_at=NOW,
            version=0,
            reason=[],
        )
        for member in (known, nameless)
    )
    rows = (
        Client(headers=token("segments:read"))
        .get(f"/api/v1/segments/{segment.pk}/members/")
        .json()["results"]
    )
    assert [row["identities"] for row in rows] == [
        ["zeta:9 9", "app:u1", "bbs:2"],
        [],
    ]
