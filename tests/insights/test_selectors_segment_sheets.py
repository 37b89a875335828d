"""A segment leaves for people in their words, for machines in documented ones."""

import io
import json
from datetime import date
from typing import Any
from urllib.parse import unquote

import duckdb
import pytest
from django.urls import reverse
from django.utils.translation import gettext
from openpyxl import load_workbook

from activity.models import PublishedGeneration
from common.jobs.queue import run_job
from common.models import JobRun
from common.security.access import ANALYST
from insights.models import Segment
from insights.rules.segments import AsOf
from insights.selectors.segment_export_columns import (
    EXPORTED,
    ROLE_WORDS,
    STATE_WORDS,
)
from insights.services.segment_counts import recompute_segment
from insights.services.segments import save_segment
from insights.views import segments as segment_views
from lifecycle.models import DormancyState
from members.models import Member, MemberIdentity
from tests.architecture.test_access_walk import make_rows
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(accounts: dict[str, Any]) -> Segment:
    """A segment of two: of one a state and a role are known."""
    made = make_rows("踏雪掌柜", number=1, owner=accounts["lead"])
    Member.objects.filter(pk=made.member.pk).update(
        city="苏州",
        joined_on=date(2024, 2, 29),
    )
    newcomer = MemberFactory(nickname="=新人", city="苏州")
    MemberIdentity.objects.create(
        member=newcomer,
        platform="app",
        external_id="000123456789012345678",
    )
    row = save_segment(
        segment=None,
        name="华东高活跃",
        note="",
        rule={"field": "city", "is": ["蘇州"]},
        now=NOW,
        user=None,
    )
    recompute_segment(segment=row, at=AsOf(0, NOW))
    row.refresh_from_db()
    assert row.member_count == 2
    return row


def export(client: Any, segment: Segment, form: str) -> Any:
    address = reverse("insights:segment_export", args=[segment.pk, form])
    return client.get(address)


def body(answer: Any) -> bytes:
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return bytes(answer.content)


def test_a_workbook_has_headers_words_and_types_of_the_reader(
    segment: Segment,
    as_role: Any,
) -> None:
    answer = export(as_role(ANALYST), segment, "xlsx")
    name = unquote(answer["Content-Disposition"].partition("UTF-8''")[2])
    assert name.startswith("成员_华东高活跃_20")
    assert name.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(body(answer))).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    number = gettext("member number")
    assert header[:3] == [number, "外部身份", "昵称"]
    assert not {column.name for column in EXPORTED} & set(header)
    rows = [
        dict(zip(header, row, strict=True))
        for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    by_name = {row["昵称"]: row for row in rows}
    known, newcomer = by_name["踏雪掌柜"], by_name["'=新人"]
    assert known["加入日期"].date() == date(2024, 2, 29)
    assert newcomer["外部身份"] == "app:000123456789012345678"
    assert newcomer["车主身份"] == "车主"


def test_csv_of_the_page_is_read_by_spreadsheets_that_of_machines_is_not_marked(
    segment: Segment,
    as_role: Any,
    token: Any,
    client: Any,
) -> None:
    page = body(export(as_role(ANALYST), segment, "csv")).decode()
    number = gettext("member number")
    assert page.startswith(f"\ufeff{number},外部身份,昵称")
    address = f"/api/v1/segments/{segment.pk}/export/?as=csv"
    answer = client.get(address, headers=token("segments:read"))
    machine = body(answer).decode()
    names = ",".join(column.name for column in EXPORTED)
    assert machine.splitlines()[0] == names


@pytest.mark.parametrize("state", DormancyState.State)
def test_machines_read_words_instead_of_numbers(
    segment: Segment,
    as_role: Any,
    token: Any,
    client: Any,
    tmp_path: Any,
    state: Any,
) -> None:
    generation = PublishedGeneration.objects.values_list(
        "generation",
        flat=True,
    ).first()
    DormancyState.objects.filter(generation=generation or 0).update(
        state=state,
    )
    base = f"/api/v1/segments/{segment.pk}/export/"
    headers = token("segments:read")
    text = body(client.get(base, headers=headers)).decode()
    rows = [json.loads(line) for line in text.splitlines()]
    words = {row["state"] for row in rows}
    assert words <= {STATE_WORDS[state], None}
    roles = {row["primary_role"] for row in rows}
    assert roles <= {*ROLE_WORDS.values(), None}
    file = tmp_path / "s.parquet"
    answer = client.get(f"{base}?as=parquet", headers=headers)
    file.write_bytes(body(answer))
    with duckdb.connect() as duck:
        read = duck.read_parquet(str(file))
        found = {row[0] for row in read.project("state").fetchall()}
    assert found == words


def test_every_stored_state_and_role_has_its_word() -> None:
    assert STATE_WORDS == {
        0: "unknown",
        1: "active",
        2: "cooling",
        3: "dormant",
        4: "returned",
    }
    assert ROLE_WORDS == {0: "geek", 1: "social", 2: "aesthetic"}
    for column in EXPORTED:
        assert set(column.words.values()) <= set(column.labels)


def test_a_long_segment_is_made_into_a_workbook_by_a_job(
    segment: Segment,
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segment_views, "ROWS_AT_ONCE", 1)
    client = as_role(ANALYST)
    answer = export(client, segment, "xlsx")
    job = JobRun.objects.get(kind="export_segment")
    assert answer["Location"] == reverse("export_page", args=[job.pk])
    run_job(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.failure) == ("done", "")
    assert job.result == {
        "rows": 2,
        "file": "成员_华东高活跃_2026-05-20.xlsx",
    }
    file = client.get(reverse("export_file", args=[job.pk]))
    sheet = load_workbook(io.BytesIO(body(file))).worksheets[0]
    assert sheet.max_row == 3
