"""From the post of the third owner to a confirmed message in every channel, on
the processes of docker-compose.yml: once each and within a minute, although the
worker is killed between claim and confirmation, Redis dies, one receiver
answers 500 first and another one drips its answer.

With ALARM_WORKER=careless a worker forgets to confirm, and the test fails.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.faults.conftest import fresh_database
from tests.integrations.fake_channels import (
    FakeDingTalk,
    FakeFeishu,
    FakeMailServer,
    FakeRobot,
    FakeWeCom,
    running_mail,
)
from tests.integrations.fakes import running
from tests.migrated import MigratedDatabases
from tests.stack import Stack, free_port, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
LIMIT_SECONDS = 60
# What docker waits before it starts a container again.
RESTART_SECONDS = 1.0
# Longer than a turn of every lane: whatever would come twice has come.
AFTERWARDS_SECONDS = 8
CARELESS = [sys.executable, "-m", "tests.faults.careless_worker"]
POSTS = (
    "下坡时刹车失灵，踩到底也没反应，差点追尾",
    "我的也是刹车失灵，踩下去没反应，吓出一身汗",
    "今天刹车突然失灵，踩了没反应，靠手刹停下来的",
)
# Colleagues, channels and a sender, as administrators make them.
MAKE_TEAM = """
import json
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from activity.services.sources import save_source
from insights.models import WebhookEndpoint
from insights.services.webhooks import save_endpoint
from integrations.services.channels import create_channel
from notifications.services.preferences import save_subscriptions

now = timezone.now()
call_command("sync_groups", verbosity=0)
lead = get_user_model().objects.create_user("lead", email="lead@example.org")
lead.groups.add(Group.objects.get(name="lead"))
robots = json.loads({robots!r})
for kind, (address, secret) in robots.items():
    channel = create_channel(kind=kind, name=kind, address=address,
        secret=secret, now=now, user=lead)
    save_subscriptions(channel=channel, mentions_all=False,
        minimums={{"alert.raised": "normal"}})
create_channel(kind="email", name="email", now=now, user=lead)
endpoint = save_endpoint(endpoint=WebhookEndpoint(name="crm", url={hook!r}),
    event_kinds=["alert.raised"], now=now, user=lead)
print(endpoint.secret)
save_source(name="forum", platform="forum")
call_command("create_token", "forum", "--scopes", "posts:write")
"""
STATES = """
SELECT coalesce(c.name, m.receiver_type), m.state,
       (SELECT count(*) FROM common_outboxattempt a WHERE a.message_id = m.id)
FROM common_outboxmessage m
LEFT JOIN integrations_channel c
    ON m.receiver_type = 'channel' AND c.id = m.receiver_id
WHERE m.kind = 'alert.raised' ORDER BY m.id
"""
NAMES = ("feishu", "dingtalk", "wecom", "email", "webhook")


class DeadlyWebhook:
    """A system of somebody else. As the first message arrives the worker that
    brings it is killed, before it has its answer; `kill` does that.
    """

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.kill = threading.Event()
        self.url = ""

    def events(self, secret: str) -> dict[str, Any]:
        """Return what arrived by its key; each signature holds."""
        found = {}
        for headers, body in self.got:
            verified = Webhook(secret).verify(body, headers)
            found[headers["webhook-id"]] = verified
        return found


def running_webhook(hook: DeadlyWebhook) -> ThreadingHTTPServer:
    """Start the system; its answer to the first message never comes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            headers = {name.lower(): v for name, v in self.headers.items()}
            hook.got.append((headers, body))
            if len(hook.got) == 1:
                hook.kill.set()
                # The other side is dead by then.
                self.rfile.read(1)
                return
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Site:
    """An installation with Redis of its own, and receivers of every kind."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        self.robots: dict[str, FakeRobot] = {
            "feishu": FakeFeishu(secret="demo"),
            "dingtalk": FakeDingTalk(secret="SECdemo"),
            "wecom": FakeWeCom(),
        }
        for robot in self.robots.values():
            stack.enter_context(running(robot))
        self.robots["feishu"].next_answers.append((500, "a fault of its own"))
        self.robots["wecom"].dripping.add(1)
        self.mail = stack.enter_context(running_mail(FakeMailServer()))
        self.hook = DeadlyWebhook()
        server = running_webhook(self.hook)
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
        self.redis_port = free_port()
        self.stack = Stack(
            folder,
            database=database,
            redis=f"redis://127.0.0.1:{self.redis_port}/0",
            OUTGOING_LOOPBACK="true",
            PUBLIC_URL="https://kocops.example.org",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=str(self.mail.port),
            EMAIL_USE_TLS="false",
            DEFAULT_FROM_EMAIL="kocops@example.org",
        )
        stack.callback(self.stack.stop_all)
        self.ends = threading.Event()
        stack.callback(self.ends.set)
        self.killed = 0

    def start(self) -> dict[str, str]:
        """Start all services; return the headers of the machine that sends posts."""
        self.start_redis()
        secret, token = self._make_team()
        self.secret = secret
        self.stack.start("web")
        self.stack.start("beat")
        self.start_worker()
        threading.Thread(target=self._supervise, daemon=True).start()
        beats = "SELECT count(DISTINCT lane) FROM common_lanetask"
        wait_for(
            lambda: self.stack.read(beats)[0] >= 5,
            seconds=60,
            describe=self.logs,
        )
        wait_for(
            lambda: self.stack.is_healthy("web"),
            seconds=30,
            describe=self.logs,
        )
        return {
            "Authorization": f"Bearer {token}",
            "X-Forwarded-Proto": "https",
        }

    def _make_team(self) -> tuple[str, str]:
        robots = {}
        for name, robot in self.robots.items():
            robots[name] = (robot.address, robot.secret)
        program = MAKE_TEAM.format(
            robots=json.dumps(robots),
            hook=self.hook.url,
        )
        secret, token = self.stack.shell(program).split()[-2:]
        return secret, token

    def start_redis(self) -> None:
        """Start Redis as it is started in docker-compose.yml, on another port."""
        folder = self.stack.folder / "redis"
        folder.mkdir(exist_ok=True)
        command = [
            *self.stack.services["redis"]["command"],
            *("--port", str(self.redis_port), "--bind", "127.0.0.1"),
            *("--dir", str(folder)),
        ]
        self.redis = self.stack.start("redis", command)

    def restart_redis(self) -> None:
        assert self.stack.stop(self.redis, signal.SIGKILL) == -signal.SIGKILL
        time.sleep(RESTART_SECONDS)
        self.start_redis()

    def start_worker(self) -> None:
        is_careless = os.environ.get("ALARM_WORKER") == "careless"
        self.worker = self.stack.start(
            "worker",
            CARELESS if is_careless else (),
        )

    def _supervise(self) -> None:
        """Kill the worker when the webhook asks for it, and start it again as
        docker does.
        """
        while not self.ends.is_set():
            if not self.hook.kill.wait(0.05):
                continue
            self.hook.kill.clear()
            code = self.stack.stop(self.worker, signal.SIGKILL)
            self.killed += code == -signal.SIGKILL
            time.sleep(RESTART_SECONDS)
            if not self.ends.is_set():
                self.start_worker()

    def states(self) -> dict[str, tuple[str, int]]:
        """Return the state of the message to each receiver, and how many
        attempts were made.
        """
        rows = self.stack.rows(STATES)
        assert len({name for name, _state, _n in rows}) == len(rows)
        return {name: (state, count) for name, state, count in rows}

    def logs(self) -> list[Any]:
        names = ("worker", "beat", "web")
        return [self.states(), *map(self.stack.log, names)]

    def are_all_sent(self) -> bool:
        states = self.states()
        return len(states) == len(NAMES) and all(
            state == "sent" for state, _count in states.values()
        )


@pytest.fixture
def site(
    tmp_path: Path,
    migrated_databases: MigratedDatabases,
) -> Iterator[Site]:
    with (
        fresh_database("postgresql", tmp_path, migrated_databases) as made,
        ExitStack() as stack,
    ):
        yield Site(tmp_path, made["DATABASE_URL"], stack)


def post(site: Site, number: int, headers: dict[str, str]) -> None:
    """Let an owner write, by the platform's own machine."""
    at = datetime.now(UTC) - timedelta(minutes=9 - number)
    row = {
        "external_id": f"p{number}",
        "member": f"owner{number}",
        "text": POSTS[number],
        "occurred_at": at.isoformat(),
    }
    body = {"source": "forum", "posts": [row]}
    assert site.stack.send("/api/v1/posts/", body, headers) == 200


def test_an_alarm_arrives_once_everywhere_whatever_dies(site: Site) -> None:
    headers = site.start()
    post(site, 0, headers)
    post(site, 1, headers)
    began = time.monotonic()
    post(site, 2, headers)
    site.restart_redis()
    wait_for(
        site.are_all_sent,
        seconds=LIMIT_SECONDS - (time.monotonic() - began),
        describe=lambda: (site.states(), site.stack.log("worker")[-800:]),
    )
    taken = time.monotonic() - began
    time.sleep(AFTERWARDS_SECONDS)
    states = site.states()
    print(  # noqa: T201
        f"{taken:.1f} s; worker killed {site.killed} time; Redis restarted; "
        f"state and attempts {states}; webhook asked {len(site.hook.got)} "
        f"times for {len(site.hook.events(site.secret))} message",
    )
    assert site.killed == 1
    assert states == {
        "feishu": ("sent", 2),
        "dingtalk": ("sent", 1),
        "wecom": ("sent", 1),
        "email": ("sent", 1),
        "webhook": ("sent", 2),
    }
    for robot in site.robots.values():
        (shown,) = robot.bodies
        assert "刹车" in json.dumps(shown, ensure_ascii=False)
    mails = []
    for recipients, mail in site.mail.mails():
        if "刹车" in str(mail["subject"]):
            mails.append(recipients)
    assert mails == [["lead@example.org"]]
    (event,) = site.hook.events(site.secret).values()
    assert event["type"] == "alert.raised"
    assert len(site.hook.got) == 2, "twice under one key"
