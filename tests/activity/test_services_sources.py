"""A source that is not valid is refused with the field, the value and what is
wrong; nothing is left behind.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from activity.models import EventSource, IngestBatch
from activity.rules.drafts import FIELDS
from activity.services.sources import save_source
from common.errors import DomainError
from common.jobs.queue import run_job
from common.models import JobRun
from community.rules.post_drafts import POST_FIELDS
from community.rules.reaction_drafts import REACTION_FIELDS
from tests.conftest import NOW


@pytest.mark.django_db
def test_a_refused_source_names_the_field_and_the_value() -> None:
    with pytest.raises(
        DomainError,
        match=r"“车友 论坛”.*“火星/一号”|“火星/一号”.*“车友 论坛”",
    ) as refused:
        save_source(name="车友 论坛", time_zone="火星/一号")
    assert str(EventSource._meta.get_field("name").verbose_name) in str(
        refused.value.message,
    )
    assert not EventSource.objects.exists()


BAD_COLUMNS = (
    5,
    "member",
    {"member": 5},
    {"member": ""},
    {"member": " "},
    {"vin": "x"},
    {"member": "a\u202e"},
)
BAD_KINDS = (
    5,
    [1],
    {"a": "dance"},
    {"a": None},
    {"a": ["like"]},
    {"": "like"},
    {"a\x00": "like"},
    {"\ud800": "-"},
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("columns", one) for one in BAD_COLUMNS),
        *(("kinds", one) for one in BAD_KINDS),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused(
    field: str,
    value: Any,
) -> None:
    with pytest.raises(ValidationError) as refused:
        EventSource(name="app", **{field: value}).full_clean()
    assert list(refused.value.message_dict) == [field]


@pytest.mark.django_db
def test_a_mapping_that_is_meant_is_kept() -> None:
    columns = {
        name: f"列 {name}"
        for name in (*FIELDS, *POST_FIELDS, *REACTION_FIELDS)
    }
    source = save_source(
        name="app",
        columns=columns,
        kinds={"*点赞": "like", "x": "-"},
    )
    assert EventSource.objects.get().columns == columns == source.columns


@pytest.mark.django_db
def test_the_page_refuses_and_keeps_columns(as_role: Any) -> None:
    client, form = (
        as_role("analyst"),
        {"name": "app", "unknown_members": "create", "kinds": ""},
    )
    address = reverse("activity:source_create")
    for wrong in ("vin = a", "member", "member = a\u202eb"):
        assert (
            client.post(address, {**form, "columns": wrong}).status_code == 422
        )
    assert (
        client.post(
            address,
            {**form, "columns": "member = user\nkind = 类型"},
        ).status_code
        == 302
    )
    assert EventSource.objects.get().columns == {
        "member": "user",
        "kind": "类型",
    }


STORED_BADLY = (
    {"columns": 5},
    {"kinds": [1]},
    {"columns": {"member": 5}},
    {"time_zone": "火星/一号"},
)


@pytest.mark.django_db
@pytest.mark.parametrize("stored", STORED_BADLY, ids=str)
def test_a_source_stored_badly_refuses_deliveries_in_words(
    stored: Any,
    token: Any,
    as_role: Any,
) -> None:
    source = EventSource.objects.create(name="app", **stored)
    machine = Client(headers=token("events:write", "posts:write"))
    for kind in ("events", "posts", "reactions"):
        body = {"source": "app", kind: []}
        answer = machine.post(
            f"/api/v1/{kind}/",
            body,
            content_type="application/json",
        )
        assert (answer.status_code, answer.json()["title"]) == (
            422,
            "bad_source",
        )
        assert "“app”" in answer.json()["detail"]
    assert not IngestBatch.objects.exists()
    client = as_role("analyst")
    for address in ("activity:source_detail", "activity:source_edit"):
        assert (
            client.get(reverse(address, args=[source.pk])).status_code == 200
        )
    mended = {
        "unknown_members": "create",
        "columns": "",
        "kinds": "",
        "time_zone": "",
    }
    assert (
        client.post(
            reverse("activity:source_edit", args=[source.pk]),
            mended,
        ).status_code
        == 302
    )
    assert (
        machine.post(
            "/api/v1/events/",
            {"source": "app", "events": []},
            "application/json",
        ).status_code
        == 200
    )


@pytest.mark.django_db
def test_a_source_stored_badly_fails_a_file_in_words(
    as_role: Any,
    tmp_path: Path,
) -> None:
    source, client = EventSource.objects.create(name="app"), as_role("analyst")
    table = b"member,occurred_at,kind\nu1,2026-05-01T10:00:00Z,login\n"
    file = SimpleUploadedFile("events.csv", table)
    mapping = client.post(
        reverse("activity:upload"),
        {"source": source.pk, "file": file},
    )["Location"]
    EventSource.objects.update(columns=5)
    assert client.get(mapping)["Location"] == source.get_absolute_url()
    EventSource.objects.update(columns={})
    assert (
        client.post(
            mapping,
            {"member": "member", "occurred_at": "occurred_at", "kind": "kind"},
        ).status_code
        == 302
    )
    EventSource.objects.update(columns=5)
    job = run_job(job_id=JobRun.objects.get().pk, clock=lambda: NOW)
    assert job is not None
    assert job.state == JobRun.State.FAILED
    assert "“app”" in job.failure
    (tmp_path / "posts.csv").write_bytes(table)
    for command in ("ingest_events", "ingest_posts", "ingest_reactions"):
        with pytest.raises(CommandError):
            call_command(command, tmp_path / "posts.csv", source="app")
