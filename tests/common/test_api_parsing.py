"""A moment sent to the API comes with its offset."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from teamwork.models import Interaction
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(token: Any) -> Any:
    machine, member = (
        Client(headers=token("interactions:write")),
        MemberFactory(),
    )

    def send(moment: Any) -> Any:
        body = {
            "key": str(uuid4()),
            "member": member.pk,
            "summary": "n",
            "channel": "phone",
            "happened_at": moment,
        }
        return machine.post(
            "/api/v1/interactions/",
            body,
            content_type="application/json",
        )

    return send


@pytest.mark.parametrize(
    "moment",
    [
        "2026-05-01T10:00:00",
        "2026-05-01 10:00",
        "2026-05-01",
        "2026-05-01T10:00:00+16:00",
        "2026-05-01T10:00:00-23:59",
        "0001-01-01T00:00:00+08:00",
        "9999-12-31T23:59:59-08:00",
        "",
        None,
        1777600000,
        [],
    ],
)
def test_a_moment_without_a_usable_offset_is_refused(
    log: Any,
    moment: Any,
) -> None:
    answer = log(moment)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [
        "happened_at",
    ]
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "moment",
    [
        "2026-05-01T10:00:00+08:00",
        "2026-05-01T02:00:00Z",
        "2026-05-01T17:59:00+15:59",
    ],
)
def test_a_moment_with_its_offset_is_kept(log: Any, moment: str) -> None:
    assert log(moment).status_code == 201
    assert Interaction.objects.get().happened_at == datetime(
        2026,
        5,
        1,
        2,
        tzinfo=UTC,
    )
