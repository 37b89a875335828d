"""A list of members that left as a file comes back without a change."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from activity.models import IngestBatch
from activity.rules.limits import NO_LIMITS
from common.jobs.queue import Progress
from community.services.member_jobs import ingest_member_file
from members.models import Member, MemberIdentity
from members.services.directory import register_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
COLUMNS = "nickname,owner_status,kind,province,city,joined_on,primary_contact"
DRAFTS = (
    {
        "external_id": "000123456789012345678",
        "nickname": "=踏雪掌柜",
        "owner_status": "former",
        "joined_on": date(2024, 2, 29),
        "city": "臺北",
    },
    {"external_id": "0012", "nickname": "2024-01-02", "city": "上海"},
    {"external_id": "u-3", "nickname": "1e5", "joined_on": date(2019, 1, 2)},
)


def export(client: Any, form: str) -> bytes:
    answer = client.get(f"/members/?columns={COLUMNS}&export={form}")
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return bytes(answer.content)


def saved_again(content: bytes) -> bytes:
    """Return a workbook as a spreadsheet writes it after reading it."""
    file = BytesIO()
    load_workbook(BytesIO(content)).save(file)
    return file.getvalue()


def as_it_is(content: bytes) -> bytes:
    return content


@pytest.mark.parametrize(
    ("form", "through"),
    [("xlsx", as_it_is), ("xlsx", saved_again), ("csv", as_it_is)],
)
def test_an_exported_list_sent_back_changes_nothing(
    as_role: Any,
    accounts: dict[str, Any],
    tmp_path: Any,
    form: str,
    through: Any,
) -> None:
    made = register_members(drafts=DRAFTS, platform="app", now=NOW)
    first = made["0012"]
    MemberIdentity.objects.create(
        member_id=first,
        platform="forum",
        external_id="9" * 18,
    )
    Member.objects.filter(pk=first).update(primary_contact=accounts["lead"])
    Member.objects.filter(pk=made["u-3"]).update(
        joined_from=Member.JoinedFrom.ARRIVAL,
    )
    before = list(Member.objects.order_by("pk").values())
    path = tmp_path / f"members.{form}"
    path.write_bytes(through(export(as_role("analyst"), form)))
    batch, _outcome = ingest_member_file(
        source=EventSourceFactory(name="crm", platform="app"),
        path=path,
        file_name=path.name,
        channel=IngestBatch.Channel.COMMAND,
        clock=lambda: NOW,
        progress=Progress(None),
        limits=NO_LIMITS,
    )
    faults = list(batch.rejected_rows.values_list("faults", flat=True))
    assert faults == []
    assert list(Member.objects.order_by("pk").values()) == before
    assert (batch.changed, batch.accepted) == (0, 0)
    assert batch.duplicate == len(DRAFTS)
