"""A group of a platform makes a circle of its own."""

from typing import Any

import pytest

from community.models import Circle
from community.services.circles import join_circle
from integrations.services.circle_rows import store_circle
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def group(external_id: str) -> dict[str, Any]:
    return {"external_id": external_id, "name": "核心车友", "members": {}}


def test_a_group_never_takes_a_circle_of_its_name() -> None:
    ours = Circle.objects.create(name="核心车友", kind=Circle.Kind.GROUP)
    join_circle(circle=ours, since={MemberFactory().pk: NOW.date()})
    source = EventSourceFactory()

    made = store_circle(source=source, row=group("wr-000001"), now=NOW)
    other = store_circle(source=source, row=group("xx-000001"), now=NOW)
    again = store_circle(source=source, row=group("wr-000001"), now=NOW)

    assert made == again
    assert made.name == "核心车友 000001"
    assert other.name == "核心车友 000001 2"
    assert ours.memberships.get().ended_on is None
