"""A file comes in by page: from the file itself to its result, with a source
made on the spot, columns guessed, and the mended file sent without questions.
"""

import csv
import io
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from activity.models import ActivityEvent, ColumnMapping, EventSource
from activity.selectors.file_contents import CONTENTS
from common.models import AuditRecord, JobRun
from tests.activity.uploads import (
    choices_of,
    csv_file,
    finish,
    take_in,
    upload,
    xlsx_file,
)
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
EVENTS = (
    "用户,发生时间,动作\n"
    "0012,2026-05-01 09:30,login\n"
    "0013,2026-05-01 09:31,post\n"
)


@pytest.fixture
def client(as_role: Any) -> Any:
    return as_role("analyst")


def test_a_file_comes_in_with_a_source_made_on_the_spot(client: Any) -> None:
    address = upload(client, csv_file(EVENTS))["Location"]
    source = EventSource.objects.get()
    assert (source.name, source.label) == ("che-zhu-app", "车主App")
    chosen = choices_of(client, address)
    assert {name: column for name, column in chosen.items() if column} == {
        "member": "用户",
        "occurred_at": "发生时间",
        "kind": "动作",
    }
    batch = take_in(client, address)
    assert (batch.received, batch.accepted) == (2, 2)
    assert batch.file_name == "行为.csv"
    members = ActivityEvent.objects.values_list(
        "member__identities__external_id",
        flat=True,
    )
    assert sorted(members) == ["0012", "0013"]


def test_the_result_is_that_of_the_very_file(client: Any) -> None:
    address = upload(client, csv_file(EVENTS))["Location"]
    sent = client.post(address, choices_of(client, address))
    waiting = client.get(sent["Location"])
    assert waiting.status_code == 200
    batch = finish(sent["Location"])
    assert client.get(sent["Location"])["Location"] == reverse(
        "activity:batch_detail",
        args=[batch.pk],
    )


def test_a_column_shows_three_of_its_values(client: Any) -> None:
    rows = "".join(f"u{n},2026-05-01,login\n" for n in range(9))
    address = upload(client, csv_file(f"用户,时间,动作\n{rows}"))["Location"]
    page = client.get(address).content.decode()
    assert "用户（u0、u1、u2）" in page
    assert page.count("<td>u") == 5


def test_a_required_field_without_a_guess_starts_empty(client: Any) -> None:
    text = "甲,乙,丙\nu1,2026-05-01,login\n"
    address = upload(client, csv_file(text))["Location"]
    chosen = choices_of(client, address)
    assert chosen["member"] == ""
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert "member" in refused.context["form"].errors
    assert not JobRun.objects.exists()


def test_one_column_cannot_be_two_things(client: Any) -> None:
    address = upload(client, csv_file(EVENTS))["Location"]
    chosen = {**choices_of(client, address), "external_id": "用户"}
    refused = client.post(address, chosen)
    assert refused.status_code == 422
    assert "member" in refused.context["form"].errors


def test_the_same_header_is_known_next_time(client: Any) -> None:
    text = "车友,何时,动作\nu1,2026-05-01,login\n"
    address = upload(client, csv_file(text))["Location"]
    take_in(client, address, member="车友")
    source = EventSource.objects.get()
    again = csv_file("动作,车友 ,何时\nlogin,u2,2026-05-02\n")
    address = upload(client, again, source=source.pk)["Location"]
    page = client.get(address)
    assert page.context["is_kept"]
    assert choices_of(client, address)["member"] == "车友"
    other = csv_file("动作,车友,何时,地点\nlogin,u2,2026-05-02,上海\n")
    address = upload(client, other, source=source.pk)["Location"]
    assert not client.get(address).context["is_kept"]


def test_the_mended_file_needs_no_mapping(client: Any) -> None:
    text = f"{EVENTS}0014,gestern,login\n,2026-05-01,login\n"
    batch = take_in(client, upload(client, csv_file(text))["Location"])
    assert batch.rejected == 2
    address = reverse("activity:batch_errors", args=[batch.pk])
    download = b"".join(client.get(address).streaming_content)
    rows = list(csv.reader(io.StringIO(download.decode("utf-8-sig"))))
    place = rows[0].index("发生时间")
    rows[1][place] = "2026-05-01 10:00"
    rows[2][rows[0].index("用户")] = "0015"
    mended = io.StringIO()
    csv.writer(mended).writerows(rows)
    page = client.get(f"{reverse('activity:upload')}?batch={batch.pk}")
    initial = page.context["form"].initial
    sent = upload(
        client,
        csv_file(mended.getvalue()),
        source=initial["source"],
        content=initial["content"],
    )
    assert "/results/" in sent["Location"]
    assert finish(sent["Location"]).accepted == 2


def test_rejected_rows_come_as_a_workbook_of_texts(client: Any) -> None:
    text = f"{EVENTS}0014,gestern,login\n13812345678,gestern,login\n"
    batch = take_in(client, upload(client, csv_file(text))["Location"])
    address = reverse("activity:batch_errors", args=[batch.pk])
    content = client.get(f"{address}?format=xlsx").content
    logged = AuditRecord.objects.get(act=AuditRecord.Act.EXPORT)
    assert logged.changes == {"format": "xlsx", "rows": 2}
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cell = sheet["A2"]
    assert (cell.value, cell.number_format) == ("0014", "@")
    assert sheet["A3"].value == "13812345678"


def test_unknown_kinds_are_asked_once_and_kept(client: Any) -> None:
    text = "用户,时间,动作\nu1,2026-05-01,盖楼\nu2,2026-05-02,围观\n"
    address = upload(client, csv_file(text))["Location"]
    form = client.get(address).context["form"]
    labels = [field.label for field in form.kind_fields()]
    assert labels == ["盖楼 × 1", "围观 × 1"]
    chosen = choices_of(client, address)
    assert client.post(address, chosen).status_code == 422
    first, second = (field.name for field in form.kind_fields())
    batch = take_in(client, address, **{first: "reply", second: "-"})
    assert (batch.accepted, batch.ignored) == (1, 1)
    source = EventSource.objects.get()
    assert source.kinds["盖楼"] == "reply"
    again = upload(client, csv_file(text), source=source.pk)["Location"]
    assert client.get(again).context["form"].kind_fields() == []


def test_a_file_without_kinds_is_all_of_one_kind(client: Any) -> None:
    text = "用户,登录时间\nu1,2026-05-01 09:30\nu1,someday\n"
    address = upload(client, csv_file(text))["Location"]
    assert choices_of(client, address)["kind"] == "=login"
    batch = take_in(client, address)
    assert (batch.accepted, batch.rejected) == (1, 1)
    assert ActivityEvent.objects.get().get_kind_display() == "login"
    mapping = ColumnMapping.objects.get()
    page = client.get(mapping.source.get_absolute_url()).content.decode()
    assert mapping.columns["kind"] == "=login"
    assert "每行都是" in page or "every row" in page


def test_a_time_that_means_two_days_is_asked_and_kept(client: Any) -> None:
    text = "用户,时间,动作\nu1,5/1/2026 9:05,login\nu2,5/2/2026 9:05,login\n"
    address = upload(client, csv_file(text))["Location"]
    page = client.get(address)
    assert "5/1/2026 9:05 → 2026-01-05 09:05:00" in page.content.decode()
    assert client.post(address, choices_of(client, address)).status_code == 422
    batch = take_in(client, address, time_format="month_first")
    assert batch.accepted == 2
    batch.source.refresh_from_db()
    assert batch.source.time_format == "month_first"
    again = upload(client, csv_file(text), source=batch.source.pk)["Location"]
    assert client.get(again).context["form"].time_fields() == []


def test_another_column_of_kinds_brings_its_own_questions(client: Any) -> None:
    text = "用户,时间,做了啥,如何\nu1,2026-05-01,看帖子,盖楼\n"
    address = upload(client, csv_file(text))["Location"]
    part = client.get(address, {"part": "questions", "kind": "如何"})
    assert "盖楼" in part.content.decode()
    assert "<html" not in part.content.decode()
    chosen = {**choices_of(client, address), "kind": "如何"}
    assert client.post(address, chosen).status_code == 422


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        "用户\n".encode(),
        b"\x1f\x8b\x08broken",
        "用户,用户,时间,动作\nu,u,2026-05-01,login\n".encode(),
    ],
    ids=["empty", "blank", "no table", "not unpackable", "doubled"],
)
def test_a_file_that_is_no_table_is_refused_at_once(
    client: Any,
    content: bytes,
) -> None:
    file = SimpleUploadedFile("b.csv", content)
    response = upload(client, file)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not EventSource.objects.exists()
    assert list(project_settings.MEDIA_ROOT.glob("uploads/*")) == []


def test_a_file_needs_a_source(client: Any) -> None:
    response = upload(client, csv_file(EVENTS), label=" ")
    assert response.status_code == 422
    assert response.context["form"].errors["label"]


def test_what_the_rows_are_is_seen_from_the_header(client: Any) -> None:
    posts = "帖子ID,作者,发帖时间,标题,正文\np1,u1,2026-05-01,钥匙,打不开\n"
    likes = "用户,时间,类型,帖子ID\nu1,2026-05-01,like,p1\n"
    people = "会员ID,昵称,手机号,注册时间\n0012,小王,13800001234,2024-05-01\n"
    files = {
        "events": EVENTS,
        "posts": posts,
        "reactions": likes,
        "members": people,
    }
    for content, text in files.items():
        address = upload(client, csv_file(text))["Location"]
        assert client.get(address).context["upload"].content.name == content
    address = f"{address}?content=events"
    assert client.get(address).context["upload"].content.name == "events"


@pytest.mark.parametrize(
    ("header", "content", "kind"),
    [
        ("用户ID,昵称,签到时间,活动名称", "events", "=event_attend"),
        ("会员编号,昵称,手机号,签到时间,活动名称", "events", "=event_attend"),
        ("姓名,手机号,签到时间,活动名称", "events", "=event_attend"),
        ("活动,昵称,报名时间", "events", "=event_signup"),
        ("用户ID,昵称,签到日期", "events", "=login"),
        ("车主ID,昵称,车型,试驾时间", "events", "=test_drive"),
        (
            "member,nickname,check_in_time,event name",
            "events",
            "=event_attend",
        ),
        ("用户ID,点赞时间,帖子ID", "reactions", "=like"),
        ("会员ID,昵称,手机号,注册时间", "members", ""),
        ("用户ID,昵称,加入时间,最近登录时间", "members", ""),
        ("作者,发布时间,标题,正文", "posts", ""),
    ],
)
def test_the_columns_tell_what_every_row_is(
    client: Any,
    header: str,
    content: str,
    kind: str,
) -> None:
    row = ["2026-05-01 09:30"] * len(header.split(","))
    for place, name in enumerate(header.split(",")):
        if not name.endswith(("时间", "日期", "time")):
            row[place] = f"甲{place}"
    address = upload(client, csv_file(f"{header}\n{','.join(row)}\n"))
    shown = client.get(address["Location"]).context
    assert shown["upload"].content.name == content
    if kind:
        assert choices_of(client, address["Location"])["kind"] == kind


@pytest.mark.parametrize("name", ["events", "posts", "reactions", "members"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_template_is_recognised_when_it_comes_back(
    client: Any,
    name: str,
    language: str,
) -> None:
    client.cookies["django_language"] = language
    address = reverse("activity:upload_template", args=[name])
    content = client.get(address).content
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert {cell.number_format for cell in sheet["A"]} == {"@"}
    rows = []
    for row in sheet.iter_rows(max_row=2, values_only=True):
        rows.append(list(row))
    file = xlsx_file(rows)
    response = upload(client, file, content=name)
    assert response.status_code == 302, response.context["form"].errors
    address = response["Location"]
    chosen = choices_of(client, address)
    assert all(chosen.values()), chosen
    assert set(chosen) == {field.name for field in CONTENTS[name].fields}


def test_the_example_of_a_template_is_not_taken_in(client: Any) -> None:
    address = reverse("activity:upload_template", args=["events"])
    response = client.get(f"{address}?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    own = "e-7,0099,2026-05-02 10:00,login,1,\n"
    address = upload(client, csv_file(f"{text}{own}"))["Location"]
    batch = take_in(client, address)
    assert (batch.received, batch.accepted) == (1, 1)


def test_a_kept_mapping_is_shown_and_can_be_forgotten(client: Any) -> None:
    take_in(client, upload(client, csv_file(EVENTS))["Location"])
    mapping = ColumnMapping.objects.get()
    page = client.get(mapping.source.get_absolute_url())
    assert "发生时间" in page.content.decode()
    forget = reverse("activity:mapping_forget", args=[mapping.pk])
    assert client.post(forget)["Location"] == mapping.source.get_absolute_url()
    assert not ColumnMapping.objects.exists()


def test_the_source_used_last_is_chosen_beforehand(client: Any) -> None:
    EventSourceFactory(name="other")
    take_in(client, upload(client, csv_file(EVENTS))["Location"])
    page = client.get(reverse("activity:upload"))
    source = EventSource.objects.get(label="车主App")
    assert page.context["form"].initial["source"] == source.pk


def test_a_file_that_failed_says_so_on_its_result(client: Any) -> None:
    address = upload(client, csv_file(EVENTS))["Location"]
    sent = client.post(address, choices_of(client, address))
    job = JobRun.objects.get()
    job.state = JobRun.State.FAILED
    job.failure = "坏了"
    job.finished_at = job.created_at
    job.save()
    page = client.get(sent["Location"])
    assert "坏了" in page.content.decode()


def test_a_file_that_holds_too_much_is_refused_at_once(
    client: Any,
    settings: Any,
) -> None:
    settings.INGEST_MAX_LINES = 2
    response = upload(client, csv_file(EVENTS))
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not EventSource.objects.exists()


def test_a_file_without_rows_is_refused(client: Any) -> None:
    answer = upload(client, csv_file("用户,发生时间,动作\n"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not EventSource.objects.exists()


def test_a_file_whose_rows_cannot_be_read_is_not_empty(client: Any) -> None:
    answer = upload(client, csv_file("用户,发生时间,动作\na,b,c,d\n"))
    assert answer.status_code == 302


def test_the_columns_that_are_not_used_are_named(client: Any) -> None:
    rows = [
        ["用户", "发生时间", "动作", "颜色", "备注"],
        ["0012", "2026-05-01 09:30", "login", "红", "好"],
    ]
    address = upload(client, xlsx_file(rows))["Location"]
    answer = client.get(address)
    assert answer.context["form"].unused_columns() == ["颜色", "备注"]
    page = answer.content.decode()
    assert "颜色, 备注" in page
    assert "Sheet" in page


def test_the_encoding_of_a_file_is_shown(client: Any) -> None:
    file = csv_file(EVENTS, encoding="gb18030")
    page = client.get(upload(client, file)["Location"]).content.decode()
    assert "CSV, gb18030" in page
