"""Platforms that do not exist: they answer on this machine as the real ones
are documented to, and refuse what those refuse.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

WINDOW = 50
# Between two bytes of an answer that drips.
DRIP_SECONDS = 0.1


class Answer(Exception):
    """An answer that is not 200."""

    def __init__(
        self,
        status: int,
        body: Any,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status, self.body, self.headers = status, body, headers or {}


class Fake:
    """A platform on a port of this machine.

    `limit`: how many requests it answers before it asks to wait; `broken`: the
    numbers of requests whose answers break off half-way; `before_request` is
    called with the number of each.
    """

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[str] = []
        self.limit: int | None = None
        self.broken: set[int] = set()
        self.before_request: Callable[[int], None] = lambda number: None

    def answer(
        self,
        path: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> Any:
        raise NotImplementedError

    def take(
        self,
        target: str,
        headers: dict[str, str],
        body: bytes,
    ) -> tuple[int, Any, dict[str, str]]:
        self.asked.append(target)
        number = len(self.asked)
        self.before_request(number)
        if self.limit is not None and number > self.limit:
            return 429, "Slow down", {"Retry-After": "37"}
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        try:
            return 200, self.answer(parts.path, query, headers, body), {}
        except Answer as other:
            return other.status, other.body, other.headers


@contextmanager
def running(fake: Any) -> Iterator[Any]:
    """Let a platform answer until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            headers = {
                name.lower(): text for name, text in self.headers.items()
            }
            status, found, more = fake.take(self.path, headers, body)
            content = found if isinstance(found, str) else json.dumps(found)
            encoded = content.encode()
            self.send_response(status)
            for name, text in more.items():
                self.send_header(name, text)
            self.send_header("content-length", str(len(encoded)))
            self.end_headers()
            if len(fake.asked) in fake.broken:
                encoded = encoded[: len(encoded) // 2]
                self.close_connection = True
            if len(fake.asked) in getattr(fake, "dripping", ()):
                for byte in encoded:
                    self.wfile.write(bytes([byte]))
                    time.sleep(DRIP_SECONDS)
            else:
                self.wfile.write(encoded)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeDiscourse(Fake):
    """A forum. Its list of posts shows the posts among 50 ids, so that pages
    may be empty long before the end.
    """

    def __init__(self, key: str = "the-key") -> None:
        super().__init__()
        self.key = key
        self.posts: dict[int, dict[str, Any]] = {}
        self.likers: dict[int, list[int]] = {}
        self.users: list[dict[str, Any]] = []

    def post(
        self,
        number: int,
        topic: int,
        *,
        at: str,
        user: int = 7,
        position: int = 1,
        raw: str = "刹车有异响，请问怎么办？",
        **others: Any,
    ) -> None:
        """Somebody writes a post."""
        self.posts[number] = {
            "id": number,
            "topic_id": topic,
            "topic_title": f"话题{topic}",
            "post_number": position,
            "post_type": 1,
            "user_id": user,
            "username": f"user{user}",
            "name": f"车友{user}",
            "created_at": at,
            "updated_at": at,
            "raw": raw,
            "category_id": 5,
            "reply_to_post_number": None if position == 1 else "1",
            "version": 1,
            **others,
        }

    def answer(
        self,
        path: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> Any:
        if headers.get("api-key") != self.key or not headers.get(
            "api-username"
        ):
            errors = ["You are not permitted to view the requested resource."]
            raise Answer(
                403, {"errors": errors, "error_type": "invalid_access"}
            )
        if headers.get("accept") != "application/json" and ".json" not in path:
            raise Answer(406, "")
        if path == "/posts.json":
            return {"latest_posts": self._page(query.get("before"))}
        if path == "/categories.json":
            category = {"id": 5, "name": "用车问答"}
            return {"category_list": {"categories": [category]}}
        if path == "/post_action_users.json":
            return self._likers(query)
        if path.startswith("/admin/users/list/"):
            return self.users if query.get("page") == "1" else []
        return self._one(path)

    def _page(self, before: str | None) -> list[dict[str, Any]]:
        newest = max(self.posts, default=0)
        end = int(before) - 1 if before else newest
        found = []
        for number in range(end, max(0, end - WINDOW), -1):
            if number in self.posts:
                found.append(self._shown(number))
        return found

    def _shown(self, number: int) -> dict[str, Any]:
        count = len(self.likers.get(number, ()))
        actions = [{"id": 2, "count": count}] if count else []
        return {**self.posts[number], "actions_summary": actions}

    def _likers(self, query: dict[str, str]) -> dict[str, Any]:
        if query.get("post_action_type_id") != "2":
            raise Answer(400, {"errors": ["post_action_type_id"]})
        users = []
        for user in self.likers.get(int(query["id"]), ()):
            users.append({"id": user, "username": f"user{user}"})
        return {"post_action_users": users}

    def _one(self, path: str) -> dict[str, Any]:
        number = int(path.removeprefix("/posts/").removesuffix(".json"))
        if number not in self.posts:
            raise Answer(404, {"errors": ["not found"]})
        return self._shown(number)


class FakeWecom(Fake):
    """A corp. Its tokens run out after `token_holds` requests."""

    def __init__(self, secret: str = "the-secret") -> None:
        super().__init__()
        self.secret = secret
        self.token_holds = 1000
        self.tokens: dict[str, int] = {}
        self.contacts: dict[str, list[dict[str, Any]]] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        self.busy_at: set[int] = set()

    def answer(
        self,
        path: str,
        query: dict[str, str],
        headers: dict[str, str],
        body: bytes,
    ) -> Any:
        if path == "/archive":
            return self._archive(query)
        if path == "/cgi-bin/gettoken":
            if query.get("corpsecret") != self.secret:
                return {"errcode": 40001, "errmsg": "invalid credential"}
            token = f"token{len(self.tokens)}"
            self.tokens[token] = self.token_holds
            return {"errcode": 0, "access_token": token, "expires_in": 7200}
        if len(self.asked) in self.busy_at:
            return {
                "errcode": 45009,
                "errmsg": "reach max api daily quota limit",
            }
        token = query.get("access_token", "")
        if self.tokens.get(token, 0) < 1:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        self.tokens[token] -= 1
        asked = json.loads(body) if body else {}
        found = self._found(
            path.removeprefix("/cgi-bin/externalcontact/"), asked
        )
        return {"errcode": 0, "errmsg": "ok", **found}

    def _found(self, path: str, asked: dict[str, Any]) -> dict[str, Any]:
        if path == "get_follow_user_list":
            return {"follow_user": list(self.contacts)}
        if path == "batch/get_by_user":
            assert len(asked["userid_list"]) <= 100
            items = []
            for user in asked["userid_list"]:
                items += self.contacts[user]
            return self._paged("external_contact_list", items, asked, size=2)
        if path == "groupchat/list":
            items = [{"chat_id": one, "status": 0} for one in self.groups]
            return self._paged("group_chat_list", items, asked, size=1)
        assert path == "groupchat/get"
        return {"group_chat": self.groups[asked["chat_id"]]}

    @staticmethod
    def _paged(
        name: str,
        items: list[Any],
        asked: dict[str, Any],
        *,
        size: int,
    ) -> dict[str, Any]:
        assert asked["limit"] <= 1000
        start = int(asked.get("cursor") or 0)
        end = start + size
        cursor = str(end) if end < len(items) else ""
        return {name: items[start:end], "next_cursor": cursor}

    def _archive(self, query: dict[str, str]) -> str:
        after = int(query["seq"])
        lines = []
        for message in self.messages:
            if message["seq"] > after:
                lines.append(json.dumps(message, ensure_ascii=False))
        return "\n".join(lines[:3])
