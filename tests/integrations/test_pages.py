"""The pages of connections: an empty one says what to do, a secret is shown
once, and every act is the administrator's.
"""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from integrations.models import Connection
from integrations.platforms import PLATFORMS
from tests.conftest import NOW
from tests.integrations.fakes import FakeDiscourse, running

LIST = reverse("integrations:connection_list")
NEW = reverse("integrations:connection_create")


@pytest.fixture(autouse=True)
def english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.OUTGOING_LOOPBACK = True


def text_of(response: Any) -> str:
    return response.content.decode()


def act(client: Any, connection: Connection, name: str, **data: str) -> Any:
    address = reverse(f"integrations:connection_{name}", args=[connection.pk])
    return client.post(address, data, follow=True)


def test_an_empty_list_says_what_to_do(as_role: Any) -> None:
    page = text_of(as_role("admin").get(LIST))
    assert "Connect the platform where your owners talk" in page
    assert NEW in page


def test_every_platform_can_be_chosen_and_says_its_steps(as_role: Any) -> None:
    client = as_role("admin")
    choice = text_of(client.get(NEW))
    for platform in PLATFORMS.values():
        assert f"?platform={platform.name}" in choice
        page = text_of(client.get(NEW, {"platform": platform.name}))
        for setting in platform.settings:
            assert f'name="{setting.name}"' in page
    assert client.get(NEW, {"platform": "nowhere"}).status_code == 404


def connect_by_page(client: Any, url: str, **changes: str) -> Any:
    data = {
        "name": "车主论坛",
        "base_url": url,
        "username": "system",
        "api_key": "the-key",
        **changes,
    }
    return client.post(f"{NEW}?platform=discourse", data)


def test_a_secret_is_shown_once_and_never_again(as_role: Any) -> None:
    client = as_role("admin")
    first = text_of(connect_by_page(client, "https://8.8.8.8"))
    connection = Connection.objects.get()
    secret = connection.secrets["hook_secret"]
    assert secret in first
    assert str(connection.key) in first

    edit = reverse("integrations:connection_edit", args=[connection.pk])
    for address in (connection.get_absolute_url(), edit, LIST):
        page = text_of(client.get(address))
        assert secret not in page
        assert "the-key" not in page
    raw = Connection.objects.extra(
        select={"raw": "secrets_text"},
    ).values_list("raw", flat=True)
    assert "the-key" not in next(iter(raw))
    again = text_of(act(client, connection, "rotate"))
    connection.refresh_from_db()
    assert connection.secrets["hook_secret"] in again
    assert connection.secrets["hook_secret"] != secret
    assert connection.secrets["api_key"] == "the-key"


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.1",
        "https://169.254.169.254",
        "ftp://example.com",
        "forum",
    ],
)
def test_addresses_that_must_not_be_called(as_role: Any, url: str) -> None:
    answer = connect_by_page(as_role("admin"), url)
    assert answer.status_code == 422
    assert not Connection.objects.exists()


def test_an_edit_keeps_secrets_that_are_left_empty(as_role: Any) -> None:
    client = as_role("admin")
    connect_by_page(client, "https://8.8.8.8")
    connection = Connection.objects.get()
    edit = reverse("integrations:connection_edit", args=[connection.pk])
    data = {
        "name": "论坛",
        "base_url": "https://8.8.8.8/forum",
        "username": "reader",
        "api_key": "",
    }
    assert client.post(edit, data).status_code == 302
    connection.refresh_from_db()
    assert connection.secrets["api_key"] == "the-key"
    assert connection.options == {"username": "reader"}
    client.post(edit, {**data, "api_key": "new"})
    connection.refresh_from_db()
    assert connection.secrets["api_key"] == "new"


def test_a_test_of_the_connection_says_what_the_platform_says(
    as_role: Any,
) -> None:
    client = as_role("admin")
    with running(FakeDiscourse()) as forum:
        connect_by_page(client, forum.url)
        connection = Connection.objects.get()
        good = text_of(act(client, connection, "test"))
        forum.key = "another"
        bad = text_of(act(client, connection, "test"))
    gone = text_of(act(client, connection, "test"))
    assert "accepts the key" in good
    assert "The platform refuses the key" in bad
    assert "does not answer" in gone


def test_pause_resume_run_and_reset(as_role: Any) -> None:
    client = as_role("admin")
    with time_machine.travel(NOW, tick=False):
        connect_by_page(client, "https://8.8.8.8")
        connection = Connection.objects.get()
        due = Connection.objects.due
        connection.cursors.create(name="posts", value={}, updated_at=NOW)
        assert due(NOW).exists()
        act(client, connection, "pause")
        assert not due(NOW).exists()
        act(client, connection, "pause")
        assert due(NOW).exists()
        Connection.objects.update(next_run_at=None)
        act(client, connection, "run")
        assert due(NOW).exists()
        act(client, connection, "reset")
        assert connection.cursors.exists(), "not without the tick"
        act(client, connection, "reset", confirm="yes")
        assert not connection.cursors.exists()


def test_a_lead_reads_and_changes_nothing(as_role: Any) -> None:
    connect_by_page(as_role("admin"), "https://8.8.8.8")
    connection = Connection.objects.get()
    lead = as_role("lead")
    own = text_of(as_role("admin").get(connection.get_absolute_url()))
    for offered in ("Run now", "Test connection", "Next run"):
        assert offered in own
    page = text_of(lead.get(connection.get_absolute_url()))
    assert "Run now" not in page
    assert act(lead, connection, "pause").status_code == 403
    assert as_role("analyst").get(LIST).status_code == 403


def test_two_connections_of_one_name_are_refused(as_role: Any) -> None:
    client = as_role("admin")
    connect_by_page(client, "https://8.8.8.8")
    answer = connect_by_page(client, "https://8.8.4.4")
    assert answer.status_code == 422
    assert Connection.objects.count() == 1


def test_another_host_needs_the_secrets_again(as_role: Any) -> None:
    client = as_role("admin")
    connect_by_page(client, "https://forum.example.com")
    row = Connection.objects.get()
    address = reverse("integrations:connection_edit", args=[row.pk])
    data = {
        "name": row.name,
        "base_url": "https://other.example.com",
        "username": "system",
    }
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "leads to another host" in text_of(refused)
    row.refresh_from_db()
    assert row.base_url == "https://forum.example.com"

    client.post(address, {**data, "api_key": "new"})
    row.refresh_from_db()
    assert row.base_url == "https://other.example.com"
    assert row.secrets["api_key"] == "new"


def test_the_archive_has_a_public_address(as_role: Any) -> None:
    data = {
        "name": "企业微信",
        "base_url": "https://qyapi.weixin.qq.com",
        "corp_id": "ww1",
        "corp_secret": "s",
        "archive_url": "https://10.0.0.1/archive",
    }
    answer = as_role("admin").post(f"{NEW}?platform=wecom", data)
    assert answer.status_code == 422
    assert "private network" in text_of(answer)


def test_whether_posts_are_a_chat_is_chosen_on_the_page(as_role: Any) -> None:
    client = as_role("admin")
    with running(FakeDiscourse()) as fake:
        connect_by_page(client, fake.url)
    connection = Connection.objects.get()
    page = text_of(client.get(connection.get_absolute_url()))
    assert page.count('name="threads"') == 3
    act(client, connection, "threads", threads="chat")
    connection.source.refresh_from_db()
    assert connection.source.threads == "chat"
    address = reverse("integrations:connection_threads", args=[connection.pk])
    assert client.post(address, {"threads": "mail"}).status_code == 422
    page = text_of(as_role("lead").get(connection.get_absolute_url()))
    assert "Group chat" in page, "leads see it"
    assert 'name="threads"' not in page
    assert as_role("lead").post(address).status_code == 403
