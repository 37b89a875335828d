"""Columns that apps above add to the member list."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from insights.tables import MemberTable
from teamwork.models import Interaction
from teamwork.tables import MEMBER_COLUMNS
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "insights:member_list"


def talked(member: Any, staff: Any, day: int) -> None:
    Interaction.objects.create(
        key=uuid4(),
        member=member,
        staff=staff,
        happened_at=datetime(2026, 5, day, 18, tzinfo=UTC),
        created_at=datetime(2026, 5, day, 18, tzinfo=UTC),
        summary="x",
    )


def asked(client: Client, **given: str) -> Any:
    return client.get(reverse(PAGE), {"kind": "person", **given})


def test_a_column_of_an_app_above_is_shown_and_exported(
    accounts: dict[str, Any],
    as_role: Any,
) -> None:
    client = as_role("analyst")
    member, _other = (
        MemberFactory(nickname="阿宁"),
        MemberFactory(nickname="小白"),
    )
    for day in (3, 11):
        talked(member, accounts["communicator"], day)
    columns = "nickname,last_talked_on"
    page = asked(client, columns=columns).content.decode()
    # 18:00 UTC is the next day in the business time zone.
    assert "2026-05-12" in page
    assert "2026-05-04" not in page
    file = asked(client, columns=columns, export="csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    rows = {line.split(",")[0]: line.split(",") for line in lines}
    assert rows["阿宁"][1] == "2026-05-12"
    assert rows["小白"][1] == ""


def test_a_column_that_is_not_shown_is_not_read(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = as_role("analyst")
    MemberFactory()
    read: list[int] = []
    (column,) = MEMBER_COLUMNS
    spied = column._replace(read=lambda ids: read.append(len(ids)) or {})
    monkeypatch.setitem(MemberTable.added, column.name, spied)
    asked(client)
    assert read == []
    asked(client, columns="nickname,last_talked_on")
    assert read == [1]
