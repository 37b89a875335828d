"""Pages and API of channels: what was entered as a secret is never shown, and
a robot's address is that of its vendor.
"""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from common.jobs.outbox_sending import send_messages
from common.models import OutboxMessage, OutboxReceiver
from integrations.models import Channel
from tests.conftest import NOW
from tests.integrations.conftest import Clock
from tests.integrations.fake_channels import FakeDingTalk, FakeWeCom
from tests.integrations.fakes import running

LIST = reverse("integrations:channel_list")
NEW = reverse("integrations:channel_create")
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=a1b2c3d4e5"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/a1b2c3d4e5"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a1b2c3d4e5"
ADDRESSES = {"dingtalk": DINGTALK, "feishu": FEISHU, "wecom": WECOM}
LARK = "https://open.larksuite.com/open-apis/bot/v2/hook/a1b2c3d4e5"


@pytest.fixture(autouse=True)
def english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def known_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests ask no name server; that addresses are public is tested elsewhere."""
    monkeypatch.setattr(
        "common.security.outgoing.filter_host",
        lambda *_args, **_options: None,
    )


def text_of(response: Any) -> str:
    return response.content.decode()


def add(client: Any, kind: str = "dingtalk", **changes: str) -> Any:
    data = {
        "name": "质量群",
        "address": ADDRESSES.get(kind, ""),
        "secret": "SECvery-secret",
        "recipients": "",
        **changes,
    }
    return client.post(f"{NEW}?kind={kind}", data)


def act(client: Any, act_name: str, /, **data: str) -> Any:
    pk = Channel.objects.get().pk
    address = reverse(f"integrations:channel_{act_name}", args=[pk])
    return client.post(address, data, follow=True)


def test_an_empty_list_says_what_to_do(as_role: Any) -> None:
    page = text_of(as_role("lead").get(LIST))
    assert "Add the group robot" in page
    assert NEW in page


def test_every_kind_can_be_chosen_and_says_its_steps(as_role: Any) -> None:
    client = as_role("lead")
    choice = text_of(client.get(NEW))
    for kind in Channel.Kind.values:
        assert f"?kind={kind}" in choice
        page = text_of(client.get(NEW, {"kind": kind}))
        assert ('name="address"' in page) == (kind != "email")
        assert ('name="secret"' in page) == (kind in ("feishu", "dingtalk"))
        assert ('name="recipients"' in page) == (kind == "email")
    assert client.get(NEW, {"kind": "pigeon"}).status_code == 404


@pytest.mark.parametrize("kind", ADDRESSES)
def test_key_and_secret_are_never_shown(kind: str, as_role: Any) -> None:
    client = as_role("lead")
    assert add(client, kind).status_code == 302
    channel = Channel.objects.get()
    edit = reverse("integrations:channel_edit", args=[channel.pk])
    for address in (LIST, edit, channel.get_absolute_url()):
        page = text_of(client.get(address))
        assert "a1b2c3" not in page
        assert "very-secret" not in page
        assert channel.address not in page
    assert "…d4e5" in text_of(client.get(channel.get_absolute_url()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, secret FROM integrations_channel")
        stored = str(cursor.fetchall())
    assert "a1b2c3" not in stored
    assert "very-secret" not in stored


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("dingtalk", FEISHU),
        ("feishu", DINGTALK),
        ("wecom", "https://qyapi.weixin.qq.com.evil.example/cgi-bin"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send"),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token="),
        ("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?x=1"),
        ("wecom", WECOM.replace("https", "http")),
        ("wecom", WECOM.replace(".com/", ".com:25/")),
        ("wecom", WECOM.replace("https://", "https://u:p@")),
        ("wecom", "http://127.0.0.1/cgi-bin/webhook/send?key=x"),
        ("wecom", "x" * 600),
        ("wecom", ""),
        ("wecom", "https://["),
    ],
)
def test_only_addresses_of_the_vendor_are_taken(
    kind: str,
    address: str,
    as_role: Any,
) -> None:
    answer = add(as_role("lead"), kind, address=address)
    assert answer.status_code == 422
    assert not Channel.objects.exists()


def test_lark_and_own_gateways_are_taken(as_role: Any, settings: Any) -> None:
    client = as_role("lead")
    assert add(client, "feishu", address=LARK).status_code == 302
    gateway = "https://im.example.org/robots/7"
    assert add(client, "wecom", address=gateway, name="x").status_code == 422
    settings.CHANNEL_HOSTS = ["im.example.org"]
    assert add(client, "wecom", address=gateway, name="x").status_code == 302


def test_what_is_not_entered_stays(as_role: Any) -> None:
    client = as_role("lead")
    add(client)
    act(client, "edit", name="新名", address="", secret="")
    channel = Channel.objects.get()
    assert channel.name == "新名"
    assert channel.address == DINGTALK
    assert channel.secret == "SECvery-secret"

    act(client, "edit", name="新名", address="", secret="SECother")
    assert Channel.objects.get().secret == "SECother"


def test_a_new_address_does_not_keep_the_secret_of_the_old(
    as_role: Any,
) -> None:
    client = as_role("lead")
    add(client)
    act(client, "edit", name="质量群", address=DINGTALK + "f", secret="")
    channel = Channel.objects.get()
    assert channel.address.endswith("f")
    assert channel.secret == ""


def test_a_name_is_taken_once(as_role: Any) -> None:
    client = as_role("lead")
    add(client)
    answer = add(client, "wecom")
    assert answer.status_code == 409
    assert "of this name already" in text_of(answer)


def test_two_who_edit_at_once_see_both_versions(as_role: Any) -> None:
    client = as_role("lead")
    add(client, "email", recipients="a@example.org")
    Channel.objects.update(recipients=["b@example.org"])
    answer = act(
        client,
        "edit",
        name="质量群",
        recipients="c@example.org",
        opened="1",
        **{"opened-name": "质量群", "opened-recipients": "a@example.org"},
    )
    assert answer.status_code == 409
    page = text_of(answer)
    assert "b@example.org" in page
    assert "c@example.org" in page
    assert Channel.objects.get().recipients == ["b@example.org"]


@pytest.mark.parametrize("wrong", ["no address", "a@b", "车@example.org"])
def test_recipients_are_addresses_of_mail(wrong: str, as_role: Any) -> None:
    answer = add(as_role("lead"), "email", recipients=f"a@b.cn\n{wrong}")
    assert answer.status_code == 422
    assert not Channel.objects.exists()


def test_a_test_message_shows_what_came_of_it(
    as_role: Any,
    settings: Any,
    clock: Clock,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    client = as_role("lead")
    robot = FakeDingTalk(
        secret="SECvery-secret",
        clock=lambda: clock().timestamp(),
    )
    with running(robot) as fake:
        assert add(client, address=fake.address).status_code == 302
        page = text_of(act(client, "test"))
        assert "every 2s" in page
        assert send_messages(clock=clock) == 1
        page = text_of(client.get(Channel.objects.get().get_absolute_url()))
    assert "every 2s" not in page
    assert "Sent" in page
    card = fake.bodies[0]["actionCard"]
    assert "质量群" in card["text"]
    assert card["singleURL"].endswith(Channel.objects.get().get_absolute_url())


def test_a_failed_test_says_what_to_do(
    as_role: Any,
    settings: Any,
    clock: Clock,
) -> None:
    settings.OUTGOING_LOOPBACK = True
    client = as_role("lead")
    with running(FakeWeCom()) as fake:
        add(client, "wecom", address=fake.address + "wrong")
        act(client, "test")
        send_messages(clock=clock)
        page = text_of(client.get(Channel.objects.get().get_absolute_url()))
        part = client.get(
            Channel.objects.get().get_absolute_url(),
            headers={"HX-Request": "true"},
        )
    assert "93000 invalid webhook url" in page
    assert "copy the address once more" in page
    assert "copy the address once more" in text_of(part)
    assert "<html" not in text_of(part)
    assert "copy the address once more" in text_of(client.get(LIST))


def test_a_channel_is_paused_and_resumed(as_role: Any) -> None:
    client = as_role("lead")
    add(client)
    assert "Paused by staff" in text_of(act(client, "pause"))
    assert OutboxReceiver.objects.get().pause == "staff"
    assert "Paused by staff" not in text_of(act(client, "pause"))


def test_the_page_says_whether_mail_can_be_sent(
    as_role: Any,
    settings: Any,
) -> None:
    client = as_role("lead")
    settings.MAIL_SERVER = {**settings.MAIL_SERVER, "host": ""}
    add(client, "email")
    address = Channel.objects.get().get_absolute_url()
    assert "No mail can be sent yet" in text_of(client.get(address))
    settings.MAIL_SERVER |= {
        "host": "mail.example.org",
        "from": "kocops@example.org",
    }
    page = text_of(client.get(address))
    assert "No mail can be sent yet" not in page
    assert "mail.example.org" in page


def test_a_mail_test_goes_to_who_asked(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    accounts["lead"].email = "lead@example.org"
    accounts["lead"].save()
    client = as_role("lead")
    add(client, "email")
    act(client, "test")
    assert "lead@example.org" in OutboxMessage.objects.get().body


class TestApi:
    """The same by REST."""

    def test_a_channel_is_added_changed_paused_and_tested(
        self,
        client: Any,
        token: Any,
    ) -> None:
        headers = token("channels:read", "channels:write")
        made = client.post(
            "/api/v1/channels/",
            {
                "kind": "dingtalk",
                "name": "质量群",
                "address": DINGTALK,
                "secret": "SECvery-secret",
            },
            content_type="application/json",
            headers=headers,
        )
        assert made.status_code == 201, made.content
        assert made.json()["masked_address"] == "oapi.dingtalk.com/…d4e5"
        assert made.json()["is_signed"] is True
        address = f"/api/v1/channels/{made.json()['id']}/"
        changed = client.patch(
            address,
            {"name": "新名", "is_paused": True},
            content_type="application/json",
            headers=headers,
        )
        assert changed.json()["name"] == "新名"
        assert changed.json()["pause"] == "staff"
        tested = client.post(address + "test/", headers=headers)
        assert tested.status_code == 202
        assert tested.json()["state"] == "waiting"
        found = client.get(address, headers=headers)
        assert found.json()["waiting"] == 1
        for answer in (made, changed, found):
            assert "a1b2c3" not in text_of(answer)
            assert "very-secret" not in text_of(answer)

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"address": FEISHU}, 400),
            ({"kind": "pigeon"}, 400),
            ({"name": "x" * 61}, 400),
            ({"name": "taken"}, 409),
            ({"secret": "车"}, 400),
        ],
    )
    def test_what_cannot_be_used_is_named(
        self,
        changes: dict[str, str],
        status: int,
        client: Any,
        token: Any,
    ) -> None:
        Channel.objects.create(kind="email", name="taken", created_at=NOW)
        data = {"kind": "dingtalk", "name": "n", "address": DINGTALK}
        answer = client.post(
            "/api/v1/channels/",
            {**data, **changes},
            content_type="application/json",
            headers=token("channels:write"),
        )
        assert answer.status_code == status, answer.content
        assert Channel.objects.count() == 1
