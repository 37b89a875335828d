"""P5 to P8: nothing that can be sent makes the server fail, and the API refuses in problems."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from common.access import ACCESS, ADMIN
from common.models import JobRun, SavedView
from common.pages.lists import ListPage
from common.problems import PROBLEM
from community.models import Circle
from members.models import MemberTag, VehicleOwnership
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.members import MemberFactory

NUMBERS = (
    "0", "-1", "-0", "1_000", "１２", "²", "1.5", "NaN", "sNaN", "-Infinity", "1e400", "1e-400", "1e999999999",
    "9" * 400, "9" * 4400, str(2**31), str(2**63), str(-(2**63) - 1),
)  # fmt: skip
DATES = (
    "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "2026-02-30",
    "2026-05-01T00:00:00+16:00", "2026-05-01T00:00:00-16:00", "2026-05-01T00:00:00+23:59",
)  # fmt: skip
STRANGE = (
    "\u202egnp.exe", "\u200b\u2060", "\u3164", "\u0301" * 50, "👨\u200d👩\u200d👧", "\ufffe\x85\u2028", "\x01\x1b[31m",
    "a\r\nSet-Cookie: a=b", "'; DROP TABLE members_member; --", "%' OR \"1\"='1", "%s %(a)s {0} {{ 7*7 }} \\x00",
    "<script>alert(1)</script>", "../../etc/passwd", "//evil.example", "--nickname", "primary_contact__password",
)  # fmt: skip
TEXTS = ("", " ", "null", "[]", "[" * 3000, *NUMBERS, *DATES, *STRANGE)
RAW = ("%00", "a%00b", "%zz%", "%FF%FE", "%ED%A0%80", "%C0%80", "a&{}=b")


VALUES = (*(quote(text) for text in TEXTS), *RAW)


def in_query(*names: str) -> Iterator[str]:
    """Yield query strings that give parameters every hostile value."""
    for value in VALUES:
        yield "&".join(f"{name}={value.replace('{}', name)}" for name in names)
    yield "&".join(names)
    yield "&".join(f"{name}[]=1" for name in names)


class Attacker:
    """Sends requests, each undone afterwards, and keeps those that were answered wrongly."""

    def __init__(self, client: Client, headers: dict[str, str] | None = None) -> None:
        client.raise_request_exception = False
        self.client, self.headers = client, headers or {}
        self.wrong: list[tuple[Any, ...]] = []
        self.sent = 0
        self._cookies = deepcopy(client.cookies)

    def send(self, method: str, address: str, data: Any = b"", **how: Any) -> Any:
        headers = {**self.headers, **how.pop("headers", {})}
        with transaction.atomic():
            answer = self.client.generic(method, address, data, headers=headers, **how)
            transaction.set_rollback(True)
        return self._judged(answer, method, address, data[:100], how)

    def post(self, address: str, fields: dict[str, Any], *, changed: str = "") -> Any:
        with transaction.atomic():
            answer = self.client.post(address, fields)
            transaction.set_rollback(True)
        return self._judged(answer, "POST", address, changed, str(fields.get(changed))[:60])

    def _judged(self, answer: Any, method: str, address: str, *told: Any) -> Any:
        self.client.cookies = deepcopy(self._cookies)
        self.sent += 1
        if answer.status_code >= 500:
            error = (getattr(answer, "exc_info", None) or [None, None])[1]
            self.wrong.append((answer.status_code, repr(error)[:200], method, address[:120], *told))
        elif address.startswith("/api/") and answer.status_code >= 400 and not is_problem(answer, method):
            self.wrong.append((answer.status_code, answer.headers.get("Content-Type"), method, address[:120], *told))
        return answer


def is_problem(answer: Any, method: str) -> bool:
    if answer.headers.get("Content-Type") != PROBLEM:
        return False
    if method == "HEAD":
        return True
    body = json.loads(answer.content)
    return body["status"] == answer.status_code and bool(body["title"]) and bool(body["detail"])


def every_route(patterns: Any, path: str, space: str) -> Iterator[tuple[str, str, Any]]:
    """Yield view name, path and class or function of every address but the admin's."""
    for each in patterns:
        inner = f"{path}{each.pattern}"
        if isinstance(each, URLResolver):
            name = f"{space}{each.namespace}:" if each.namespace else space
            yield from every_route(each.url_patterns, inner, name)
        elif not space.startswith("admin:"):
            callback = each.callback
            yield f"{space}{each.name}", inner, getattr(callback, "view_class", getattr(callback, "cls", callback))


ROUTES = {name: (path, view) for name, path, view in every_route(get_resolver().url_patterns, "/", "")}
LISTS = {name: view for name, (_path, view) in ROUTES.items() if isinstance(view, type) and issubclass(view, ListPage)}
API = {name: view for name, (_path, view) in ROUTES.items() if name.startswith("api:") and name.endswith("-list")}
POSTS = {name for name in ROUTES if ACCESS[name].write and not name.startswith("api:")}


@pytest.fixture
def rows(accounts: dict[str, Any]) -> dict[str, Any]:
    """One row of everything that addresses speak of."""
    member = MemberFactory()
    vehicle = VehicleOwnership.objects.create(member=member, model_series="海豹", started_on=NOW.date())
    return {
        "member": member,
        "vehicle": vehicle,
        "tag": MemberTag.objects.create(member=member, name="露营", source="staff"),
        "circle": Circle.objects.create(name="上海", kind="chapter"),
        "source": EventSourceFactory(),
        "job": JobRun.objects.create(kind="x", created_at=NOW),
        "view": SavedView.objects.create(owner=accounts[ADMIN], page="x", name="x"),
        "user": accounts[ADMIN],
    }


@pytest.fixture
def attacker(as_role: Any, rows: dict[str, Any], settings: Any) -> Iterator[Attacker]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    made = Attacker(as_role(ADMIN))
    yield made
    assert "\n".join(str(each) for each in made.wrong) == ""


def test_every_list_and_form_is_attacked() -> None:
    assert len(LISTS) >= 5
    assert len(API) >= 4
    assert set(FORMS) == POSTS


@pytest.mark.parametrize("name", LISTS)
def test_no_list_page_fails(attacker: Attacker, name: str) -> None:
    address = reverse(name)
    for query in in_query(*LISTS[name].filterset_class.base_filters):
        attacker.send("GET", f"{address}?{query}")
    for column in LISTS[name].table_class.base_columns:
        for sort in (column, f"-{column}", f"--{column}"):
            exported = attacker.send("GET", f"{address}?sort={sort}&columns={column}&export=csv")
            assert b"".join(exported.streaming_content)
    attacker.send("GET", f"{address}?export=xlsx&q=%EF%BC%9D&columns=x,x&sort=")


@pytest.mark.parametrize("name", LISTS)
def test_no_single_filter_of_a_list_page_fails(rows: dict[str, Any], name: str) -> None:
    page = LISTS[name]()
    for field in page.filterset_class.base_filters:
        for query in in_query(field):
            filterset = page.filterset_class(QueryDict(query.replace("%00", "")), queryset=page.get_queryset())
            if filterset.is_valid():
                assert len(filterset.qs[:10]) <= 10
                assert len(filterset.active_filters()) <= 1
            else:
                assert filterset.errors


def test_no_page_size_sort_or_column_of_a_list_fails(attacker: Attacker) -> None:
    for field in ("page", "per_page", "sort", "columns", "export"):
        for query in in_query(field):
            attacker.send("GET", f"{reverse('activity:source_list')}?{query}", headers={"HX-Request": "true"})


@pytest.mark.parametrize("name", API)
def test_no_parameter_of_the_api_fails(attacker: Attacker, name: str) -> None:
    fields = [*API[name].filterset_class.base_filters, "after", "limit", "format", "ordering", "search", "page"]
    for field in fields:
        for query in in_query(field):
            attacker.send("GET", f"{reverse(name)}?{query}")


@pytest.mark.parametrize("anonymous", [True, False])
def test_no_path_fails(attacker: Attacker, anonymous: bool) -> None:
    if anonymous:
        attacker = Attacker(Client())
    numbers = (
        "0",
        "-1",
        "9" * 18,
        str(2**31),
        str(2**63),
        "9" * 19,
        "9" * 4400,
        "１",
        "%00",
        "%FF",
        "%ED%A0%80",
        "x",
        "",
    )
    addresses: set[str] = set()
    for path, _view in ROUTES.values():
        plain = re.sub(r"[\^$]|\\Z", "", path).replace("\\.", ".")
        addresses |= {re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", number, plain) for number in numbers}
    for address in sorted(addresses):
        attacker.send("GET", address)
        attacker.send("POST", address, b"\x00", content_type="text/plain")
    for raw in RAW:
        attacker.send("GET", f"/members/{raw}/")
        attacker.send("GET", f"/api/v1/{raw}/")
    assert "\n".join(str(each) for each in attacker.wrong) == ""


FORMS: dict[str, Any] = {
    "login": ("", {"username": "admin", "password": "x", "next": "/"}),
    "logout": ("", {"next": "/"}),
    "set_language": ("", {"language": "en", "next": "/"}),
    "preferences": ("", {"time_zone": "UTC", "next": "/"}),
    "save_view": ("", {"name": "n", "page": "p", "query": "a=b", "is_shared": "1", "next": "/"}),
    "delete_view": ("view", {"next": "/"}),
    "save_columns": ("", {"columns": "nickname", "page": "p", "next": "/"}),
    "cancel_job": ("job", {"next": "/"}),
    "insights:member_list": (
        "",
        {"act": "tag", "ids": "1", "confirmed": "1", "name": "n", "primary_contact": "1", "everything": "1"},
    ),
    "members:member_create": (
        "",
        {
            "nickname": "n",
            "kind": "person",
            "owner_status": "owner",
            "joined_on": "2020-01-01",
            "province": "p",
            "city": "c",
            "primary_contact": "",
            "backup_contact": "",
            "contact_note": "n",
        },
    ),
    "members:member_edit": ("member", {"nickname": "n", "kind": "person", "owner_status": "owner"}),
    "members:member_import": ("", {"file": "x"}),
    "members:member_import_confirm": ("token", {}),
    "members:vehicle_create": (
        "member",
        {"model_series": "s", "model_year": "2020", "vin": "v", "started_on": "2020-01-01", "software_version": "1"},
    ),
    "members:vehicle_end": ("vehicle", {"ended_on": "2026-06-01", "end_reason": "sold"}),
    "members:tag_member": ("member", {"name": "n", "source": "staff"}),
    "members:untag_member": ("member tag", {}),
    "community:circle_list": ("", {"act": "x", "ids": "1", "everything": "1"}),
    "community:circle_create": ("", {"name": "n", "kind": "club", "city": "c", "model_series": "m"}),
    "community:circle_edit": ("circle", {"name": "n", "kind": "club", "city": "c", "model_series": "m"}),
    "activity:source_create": (
        "",
        {
            "name": "n",
            "label": "l",
            "platform": "p",
            "time_zone": "UTC",
            "unknown_members": "create",
            "kinds": "a = login",
        },
    ),
    "activity:source_edit": (
        "source",
        {"label": "l", "platform": "p", "time_zone": "UTC", "unknown_members": "create", "kinds": ""},
    ),
    "activity:upload": ("", {"source": "1", "file": "x"}),
    "activity:upload_mapping": ("token", {"member": "member"}),
    "activity:run_night": ("", {"x": "y"}),
}
NOT_TEXT = ("a\x00b", b"\xff\xfe", b"\xed\xa0\x80")
# What may pass a field and reach the database; everything else is tried on all fields at once.
MAY_PASS = (
    *NOT_TEXT,
    *STRANGE[:9],
    "0",
    "-1",
    "9" * 400,
    str(2**63),
    "0001-01-01",
    "9999-12-31",
    "a = b\nc",
    "车" * 2000,
)


def address_of(name: str, rows: dict[str, Any]) -> str:
    return reverse(name, args=["abc" if part == "token" else rows[part].pk for part in FORMS[name][0].split()])


@pytest.mark.parametrize("name", sorted(POSTS))
def test_no_field_of_a_form_fails(attacker: Attacker, rows: dict[str, Any], name: str) -> None:
    address, fields = address_of(name, rows), FORMS[name][1]
    attacker.post(address, fields)
    for value in (*TEXTS, *NOT_TEXT, "x" * 1_000_000, ["1", "2"]) if fields else ():
        attacker.post(address, dict.fromkeys(fields, value), changed=next(iter(fields), ""))
    for field in fields:
        for value in MAY_PASS:
            attacker.post(address, {**fields, field: value}, changed=field)
        attacker.post(address, {each: value for each, value in fields.items() if each != field})
        attacker.post(address, {**fields, field: SimpleUploadedFile("\u202e\x00.csv", b"\x00")})
    for body in (b"", b"%00=%00", b"\xff=\xff", b"&" * 10_000, b"x=1&" * 6000):
        attacker.send("POST", address, body, content_type="application/x-www-form-urlencoded")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "application/json", "", "x/y; charset=zz"):
        attacker.send("POST", address, b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", content_type=kind)
