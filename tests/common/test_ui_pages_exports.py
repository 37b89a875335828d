"""Every list leaves as a typed workbook and as CSV; a long one by a job."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from common.jobs import export_files
from common.jobs.queue import run_job
from common.models import JobRun, SavedView
from common.security.access import ANALYST, LEAD, PLANNER
from common.ui.pages import exports
from members.models import MemberIdentity
from tests.accounts_of_roles import make_accounts
from tests.architecture.test_access_walk import Made, make_rows
from tests.communities import accounts_by_role, rows_of_module
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.scenarios.test_hostile_input import LISTS

pytestmark = pytest.mark.django_db
LIST = "/members/"


def fill() -> Made:
    return make_rows("踏雪掌柜", number=1, owner=make_accounts()["lead"])


made = rows_of_module(fill)


@pytest.fixture
def accounts(made: Made, db: None) -> dict[str, Any]:
    """The accounts among these rows, by role."""
    return accounts_by_role()


def workbook(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def name_of(answer: Any) -> str:
    header = answer["Content-Disposition"]
    return unquote(header.partition("filename*=UTF-8''")[2])


@pytest.mark.parametrize("name", LISTS)
def test_every_list_leaves_as_a_workbook_with_its_columns(
    made: Made,
    as_role: Any,
    name: str,
) -> None:
    table = LISTS[name].table_class
    columns = ",".join(table.base_columns)
    address = f"{reverse(name)}?columns={columns}&export=xlsx"
    answer = as_role("admin").get(address)
    sheet = workbook(answer.content).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    labels = table.column_choices()
    assert len(header) == len(labels)
    assert sheet.freeze_panes == "A2"
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type != "f"
            assert not isinstance(cell.value, bool)
            text = str(cell.value)
            assert "<" not in text
            assert "T00:" not in text


def test_a_list_of_members_has_types_and_ids(as_role: Any) -> None:
    member = MemberFactory(nickname="踏雪掌柜", joined_on=date(2024, 2, 29))
    for platform, key in (("app", "00012"), ("forum", "9" * 18)):
        MemberIdentity.objects.create(
            member=member,
            platform=platform,
            external_id=key,
        )
    address = f"{LIST}?columns=nickname,joined_on&export=xlsx"
    answer = as_role(ANALYST).get(address)
    rows = workbook(answer.content).worksheets[0]
    assert [cell.value for cell in rows[2]] == [
        "踏雪掌柜",
        datetime.fromisoformat("2024-02-29"),
        member.pk,
        f"app:00012; forum:{'9' * 18}",
    ]


def test_a_page_shows_the_ids_if_its_reader_wants_them(as_role: Any) -> None:
    member = MemberFactory()
    MemberIdentity.objects.create(
        member=member,
        platform="app",
        external_id="u-77",
    )
    client = as_role(ANALYST)
    page = client.get(f"{LIST}?columns=nickname,external_ids").content.decode()
    assert "app:u-77" in page
    assert "app:u-77" not in client.get(LIST).content.decode()


def test_a_file_is_named_by_its_filters_or_its_view(
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role(ANALYST)
    answer = client.get(f"{LIST}?city=上海&export=csv")
    assert name_of(answer).startswith("成员_上海_20")
    assert name_of(answer).endswith(".csv")
    SavedView.objects.create(
        owner=accounts[ANALYST],
        page="insights:member_list",
        name="华东/老友",
        query="city=%E4%B8%8A%E6%B5%B7",
    )
    answer = client.get(f"{LIST}?city=上海&export=xlsx")
    assert name_of(answer).startswith("成员_华东 老友_20")


@pytest.fixture
def long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(export_files, "REPORTED_EVERY", 1)
    for number in range(3):
        MemberFactory(nickname=f"车友{number}", city="苏州")


def test_a_long_workbook_is_made_by_a_job_and_downloaded(
    as_role: Any,
    long_list: None,
) -> None:
    MemberFactory(city="上海")
    client = as_role(ANALYST)
    asked = f"{LIST}?city=苏州&sort=nickname&columns=nickname&export=xlsx"
    answer = client.get(asked)
    job = JobRun.objects.get(kind="export_list")
    assert answer["Location"] == reverse("export_page", args=[job.pk])
    assert client.get(asked)["Location"] == answer["Location"]
    address = reverse("export_file", args=[job.pk])
    assert client.get(address).status_code == 404
    assert client.get(answer["Location"]).status_code == 200
    run_job(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.failure) == ("done", "")
    assert job.result["rows"] == job.progress_done == 3
    assert address in client.get(answer["Location"]).content.decode()
    file = client.get(address)
    assert name_of(file) == "成员_苏州_2026-05-20.xlsx"
    rows = workbook(b"".join(file.streaming_content)).worksheets[0]
    names = [cell.value for cell in rows["A"]]
    assert names == ["昵称", "车友0", "车友1", "车友2"]


def test_a_file_is_only_for_the_one_who_asked(
    as_role: Any,
    long_list: None,
) -> None:
    as_role(ANALYST).get(f"{LIST}?export=xlsx")
    job = JobRun.objects.get(kind="export_list")
    run_job(job_id=job.pk, clock=lambda: NOW)
    for name in ("export_page", "export_file"):
        address = reverse(name, args=[job.pk])
        assert as_role(LEAD).get(address).status_code == 404
        assert as_role(ANALYST).get(address).status_code == 200


def test_a_job_makes_nothing_that_its_user_may_no_longer_see(
    as_role: Any,
    accounts: dict[str, Any],
    long_list: None,
) -> None:
    as_role(PLANNER).get(f"{LIST}?export=xlsx")
    accounts[PLANNER].groups.clear()
    job = JobRun.objects.get(kind="export_list")
    run_job(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert job.state == "failed"
    assert not export_files.export_path(job.pk).exists()


def test_files_are_deleted_after_a_few_days(long_list: None) -> None:
    old = export_files.ready_export_path(1, now=NOW)
    old.write_bytes(b"x")
    later = datetime.now(tz=NOW.tzinfo) + export_files.KEPT_FOR
    export_files.ready_export_path(2, now=later - timedelta(hours=1))
    assert old.exists()
    export_files.ready_export_path(2, now=later + timedelta(hours=1))
    assert not old.exists()


def test_a_stopped_job_leaves_no_file_to_download(
    as_role: Any,
    long_list: None,
) -> None:
    client = as_role(ANALYST)
    client.get(f"{LIST}?export=xlsx")
    job = JobRun.objects.get(kind="export_list")
    JobRun.objects.update(cancel_requested=True)
    run_job(job_id=job.pk, clock=lambda: NOW)
    address = reverse("export_file", args=[job.pk])
    assert client.get(address).status_code == 404
