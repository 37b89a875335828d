"""Robots and a mail server that do not exist: they answer on this machine as
the vendors document it, and refuse what those refuse. Each keeps the messages
that it shows to its group.
"""

import base64
import hashlib
import hmac
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from integrations.models import Channel
from integrations.services.channels import create_channel
from tests.conftest import NOW

SECOND, MINUTE, HOUR = 1, 60, 3600
LATEST_SECONDS = HOUR
FEISHU_BYTES = 20_000
DINGTALK_BYTES = 20_000
WECOM_BYTES = {"markdown": 4096, "text": 2048}


class FakeRobot:
    """A robot on a port of this machine; run it with `fakes.running()`.

    clock: seconds since 1970. `next_answers` are given before its own, each as
    status and body. `broken`, `dripping`: the numbers of requests whose answers
    break off half-way, or come byte by byte. `shown`: what the group sees, with
    the moment of each.
    """

    path = ""
    limits: tuple[tuple[int, int], ...] = ()

    def __init__(
        self,
        *,
        secret: str = "",
        keyword: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.url = ""
        self.secret = secret
        self.keyword = keyword
        self.clock = clock
        self.asked: list[str] = []
        self.broken: set[int] = set()
        self.dripping: set[int] = set()
        self.next_answers: list[tuple[int, Any]] = []
        self.shown: list[tuple[float, dict[str, Any]]] = []
        self.arrivals: list[float] = []

    @property
    def address(self) -> str:
        """The address that a colleague copies from the robot's settings."""
        return self.url + self.path

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _at, body in self.shown]

    def take(
        self,
        target: str,
        headers: dict[str, str],
        body: bytes,
    ) -> tuple[int, Any, dict[str, str]]:
        self.asked.append(target)
        if self.next_answers:
            status, answer = self.next_answers.pop(0)
            return status, answer, {}
        now = self.clock()
        if self.is_too_often(now):
            return self.answer(*self.too_often)
        kind = headers.get("content-type", "").partition(";")[0].strip()
        try:
            found = json.loads(body.decode("utf-8"))
        except ValueError:
            found = None
        if kind != "application/json" or not isinstance(found, dict):
            return self.answer(*self.bad_body)
        fault = self.fault_of(target, found, body, now)
        if fault:
            return self.answer(*fault)
        self.shown.append((now, found))
        return self.answer(0, "ok")

    def is_too_often(self, now: float) -> bool:
        self.arrivals.append(now)
        for most, seconds in self.limits:
            recent = [at for at in self.arrivals if at > now - seconds]
            if len(recent) > most:
                return True
        return False

    too_often = (0, "")
    bad_body = (0, "")

    def answer(self, code: int, words: str) -> tuple[int, Any, dict[str, str]]:
        return 200, {"errcode": code, "errmsg": words}, {}

    def fault_of(
        self,
        target: str,
        found: dict[str, Any],
        body: bytes,
        now: float,
    ) -> tuple[int, str] | None:
        raise NotImplementedError


def is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


class FakeFeishu(FakeRobot):
    """100 a minute and 5 a second; the signature is in the body, in seconds."""

    path = "/open-apis/bot/v2/hook/0f3a-token"
    limits = ((100, MINUTE), (5, SECOND))
    too_often = (11232, "frequency limited psm[lark.oapi.app_platform]")
    bad_body = (9499, "Bad Request")

    def answer(self, code: int, words: str) -> tuple[int, Any, dict[str, str]]:
        if code:
            return 200, {"code": code, "msg": words, "data": {}}, {}
        good = {"StatusCode": 0, "StatusMessage": "success"}
        return 200, {**good, "code": 0, "msg": "success", "data": {}}, {}

    def fault_of(
        self,
        target: str,
        found: dict[str, Any],
        body: bytes,
        now: float,
    ) -> tuple[int, str] | None:
        if target != self.path:
            return (
                19001,
                "param invalid: incoming webhook access token invalid",
            )
        if len(body) > FEISHU_BYTES:
            return 19036, "request body too large"
        if self.secret and not self._is_signed(found, now):
            words = "sign match fail or timestamp is not within one hour"
            return 19021, f"{words} from current time"
        if found.get("msg_type") != "interactive":
            return 19002, "params error, msg_type need"
        if self.keyword and self.keyword not in body.decode():
            return 19024, "Key Words Not Found"
        return None if self._is_card(found.get("card")) else self.bad_body

    def _is_signed(self, found: dict[str, Any], now: float) -> bool:
        stamp = found.get("timestamp")
        if not isinstance(stamp, str) or not stamp.isdigit():
            return False
        if abs(int(stamp) - now) > LATEST_SECONDS:
            return False
        key = f"{stamp}\n{self.secret}".encode()
        made = hmac.new(key, digestmod=hashlib.sha256).digest()
        return found.get("sign") == base64.b64encode(made).decode()

    def _is_card(self, card: Any) -> bool:
        """Tell whether a card has the documented shape."""
        title = card["header"]["title"]
        if title["tag"] != "plain_text" or not is_text(title["content"]):
            return False
        for element in card["elements"]:
            if element["tag"] == "div":
                if not is_text(element["text"]["content"]):
                    return False
            elif element["tag"] == "action":
                for button in element["actions"]:
                    assert button["tag"] == "button"
                    assert button["text"]["tag"] == "plain_text"
                    assert is_text(button["url"])
            elif element["tag"] != "markdown":
                return False
        return bool(card["elements"])

    def mentions(self) -> int:
        """How often all of the group were mentioned."""
        return json.dumps(self.bodies).count("<at ")


class FakeDingTalk(FakeRobot):
    """20 a minute, above it silence for ten minutes; the signature is in the
    address, in milliseconds.
    """

    path = "/robot/send?access_token=0f3a"
    limits = ((20, MINUTE),)
    too_often = (
        130101,
        "send too fast, exceed 20 times per minute",
    )
    bad_body = (400013, "message body is not json")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.silent_until = 0.0

    def is_too_often(self, now: float) -> bool:
        if now < self.silent_until:
            return True
        if super().is_too_often(now):
            self.silent_until = now + 10 * MINUTE
            return True
        return False

    def fault_of(
        self,
        target: str,
        found: dict[str, Any],
        body: bytes,
        now: float,
    ) -> tuple[int, str] | None:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path != "/robot/send" or query.get("access_token") != "0f3a":
            return 300001, "token is not exist"
        if self.secret:
            words = self._wrong_sign(query, now)
            if words:
                return 310000, words
        if len(body) > DINGTALK_BYTES:
            return 400013, "message too long"
        if self.keyword and self.keyword not in body.decode():
            return 310000, "keywords not in content"
        return None if self._is_message(found) else (40035, "invalid params")

    def _wrong_sign(self, query: dict[str, str], now: float) -> str:
        stamp = query.get("timestamp", "")
        if not stamp.isdigit() or len(stamp) != 13:
            return "invalid timestamp"
        if abs(int(stamp) / 1000 - now) > LATEST_SECONDS:
            return "invalid timestamp"
        text = f"{stamp}\n{self.secret}".encode()
        made = hmac.new(self.secret.encode(), text, hashlib.sha256).digest()
        is_right = query.get("sign") == base64.b64encode(made).decode()
        return "" if is_right else "sign not match"

    def _is_message(self, found: dict[str, Any]) -> bool:
        kind = found.get("msgtype")
        if kind == "actionCard":
            names = {"title", "text", "singleTitle", "singleURL"}
            card = found["actionCard"]
            return all(is_text(card[name]) for name in names)
        if kind != "markdown":
            return False
        markdown = found["markdown"]
        return is_text(markdown["title"]) and is_text(markdown["text"])

    def mentions(self) -> int:
        """How often all of the group were mentioned."""
        ats = [body.get("at", {}) for body in self.bodies]
        return sum(at.get("isAtAll") is True for at in ats)


class FakeWeCom(FakeRobot):
    """20 a minute; sizes count bytes; the key in the address is the secret."""

    path = "/cgi-bin/webhook/send?key=693a91f6-7xxx"
    limits = ((20, MINUTE),)
    too_often = (45009, "api freq out of limit, hint: [1637300283], from ip")
    bad_body = (44004, "content is empty")

    def fault_of(
        self,
        target: str,
        found: dict[str, Any],
        body: bytes,
        now: float,
    ) -> tuple[int, str] | None:
        if target != self.path:
            return 93000, "invalid webhook url, hint: [1637300283]"
        kind = found.get("msgtype")
        if kind not in WECOM_BYTES:
            return 40008, "invalid message type"
        content = found[kind].get("content")
        if not is_text(content):
            return self.bad_body
        most = WECOM_BYTES[kind]
        if len(content.encode("utf-8")) > most:
            return 40058, f"{kind}.content exceed max length {most}"
        return None

    def mentions(self) -> int:
        """How often all of the group were mentioned, or anybody by Markdown."""
        count = 0
        for body in self.bodies:
            count += len(body.get("text", {}).get("mentioned_list", ()))
            count += body.get("markdown", {}).get("content", "").count("<@")
        return count


class FakeMailServer:
    """A mail server on a port of this machine.

    `replies`: what it answers instead at a step: connect, AUTH, MAIL, DATA,
    end, or the address of a recipient. `lost`: the numbers of mails whose
    confirmation gets lost. `password`: asked for if there is one.
    """

    def __init__(self, *, password: str = "") -> None:
        self.port = 0
        self.password = password
        self.replies: dict[str, str] = {}
        self.lost: set[int] = set()
        self.sleeps_before_end = 0.0
        self.raw: list[tuple[list[str], bytes]] = []

    def mails(self) -> list[tuple[list[str], EmailMessage]]:
        """Return recipients and content of each mail that was accepted."""
        found = []
        for recipients, raw in self.raw:
            mail = message_from_bytes(raw, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            found.append((recipients, mail))
        return found


class _Session(socketserver.StreamRequestHandler):
    fake: FakeMailServer

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self) -> None:
        self.recipients: list[str] = []
        self.is_known = not self.fake.password
        greeting = self.fake.replies.get("connect", "220 mail.example.org")
        self.say(greeting)
        while line := self.rfile.readline():
            verb, _blank, rest = line.decode().strip().partition(" ")
            if verb.upper() == "QUIT":
                self.say("221 bye")
                return
            act = getattr(self, f"do_{verb.lower()}", None)
            if act is None:
                self.say("502 not known")
            elif act(rest) is False:
                return

    def do_ehlo(self, rest: str) -> None:
        self.wfile.write(b"250-mail.example.org\r\n")
        if self.fake.password:
            self.wfile.write(b"250-AUTH PLAIN\r\n")
        self.say("250 8BITMIME")

    def do_auth(self, rest: str) -> None:
        given = base64.b64decode(rest.partition(" ")[2]).split(b"\0")[-1]
        self.is_known = given.decode() == self.fake.password
        refused = "535 5.7.8 authentication failed"
        self.say("235 welcome" if self.is_known else refused)

    def do_mail(self, rest: str) -> None:
        if not self.is_known:
            self.say("530 5.7.0 authentication required")
            return
        self.recipients = []
        self.say(self.fake.replies.get("MAIL", "250 ok"))

    def do_rcpt(self, rest: str) -> None:
        address = rest.partition("<")[2].partition(">")[0]
        reply = self.fake.replies.get(address, "250 ok")
        if reply.startswith("25"):
            self.recipients.append(address)
        self.say(reply)

    def do_rset(self, rest: str) -> None:
        self.recipients = []
        self.say("250 ok")

    def do_data(self, rest: str) -> bool | None:
        if not self.recipients:
            self.say("503 no recipients")
            return None
        reply = self.fake.replies.get("DATA", "354 go on")
        self.say(reply)
        if not reply.startswith("354"):
            return None
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            assert line.endswith(b"\r\n")
            lines.append(line[1:] if line.startswith(b"..") else line)
        time.sleep(self.fake.sleeps_before_end)
        end = self.fake.replies.get("end", "250 queued")
        if end.startswith("250"):
            self.fake.raw.append((self.recipients, b"".join(lines)))
        if len(self.fake.raw) in self.fake.lost:
            return False
        self.say(end)
        return None


@contextmanager
def running_mail(fake: FakeMailServer) -> Iterator[FakeMailServer]:
    """Let a mail server answer until the end of the block."""
    handler = type("Session", (_Session,), {"fake": fake})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def channel_at(fake: FakeRobot, kind: str, secret: str = "") -> Channel:
    """Make a channel to a fake robot."""
    return create_channel(
        kind=kind,
        name=f"{kind}群",
        address=fake.address,
        secret=secret,
        now=NOW,
        user=None,
    )
