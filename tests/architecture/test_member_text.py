"""P30: what people write is shown, never run. A page with hostile text has the
elements of one with plain text.
"""

from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template import Template, TemplateSyntaxError
from django.test import Client
from django.urls import reverse

from common.security.access import ACCESS, ADMIN
from insights.tables import MemberTable
from insights.views import dashboards as insights_views
from tests.architecture.test_access_walk import (
    ALL_METHODS_OF_ADMIN,
    Made,
    address_of,
    make_rows,
)
from tests.extent import part_of

pytestmark = pytest.mark.usefixtures("kept_menu_counts")

PLAIN = "一位车友"
PAYLOADS = [
    "<script>kx()</script>",
    '"><script>kx()</script>',
    "'><img src=x onerror=kx()>",
    "</textarea><b kx=1>",
    "</title><svg onload=kx()>",
    "</script><script>kx()//",
    '" onmouseover="kx()" kx="',
    "' autofocus onfocus='kx()",
    "javascript:kx()",
    "<!--<kx>--><a href=//kx.cn>",
    "&lt;svg onload=kx()&gt;",
    '{{ 7|add:"7" }}{% kx %}',
]
TEMPLATE_CODE = PAYLOADS[-1]
LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "hx-get",
    "hx-post",
}
Shape = Counter[tuple[str, tuple[str, ...]]]
Request = tuple[str, str, str, dict[str, Any]]


class Dom(HTMLParser):
    """Every element with the names of its attributes, and whether one of them would run code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: Shape = Counter()
        self.said: set[str] = set()
        self.runs: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(
        self,
        tag: str,
        attrs: list[tuple[str, str | None]],
    ) -> None:
        self.shape[tag, tuple(sorted(name for name, _value in attrs))] += 1
        for name, value in attrs:
            text = (value or "").strip().lower()
            self.said.add(value or "")
            if name.startswith("on") or (
                name in LINKS and text.startswith("javascript:")
            ):
                self.runs.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        self.said.add(data.strip())

    def handle_comment(self, data: str) -> None:
        self.shape["<!--", ()] += 1


def read_pages(made: Made) -> Iterator[Request]:
    """Yield every page that can be read, the admin's lists and forms too."""
    for name, row in ACCESS.items():
        if (
            ADMIN in row.read
            and not name.startswith("api:")
            and name != ALL_METHODS_OF_ADMIN
        ):
            yield name, "get", address_of(name, made), {}
    everything = ",".join(MemberTable.base_columns)
    yield (
        "all columns",
        "get",
        reverse("insights:member_list"),
        {"columns": everything},
    )
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield name, "get", reverse(f"{name}_changelist"), {}
        row = model._default_manager.order_by("pk").last()
        if row is not None:
            yield (
                f"{name} form",
                "get",
                reverse(f"{name}_change", args=[row.pk]),
                {},
            )


def written_pages(made: Made, text: str) -> Iterator[Request]:
    """Yield requests that say the text back: filters, refused forms,
    confirmations, previews, messages.
    """
    members = reverse("insights:member_list")
    yield (
        "search",
        "get",
        members,
        {"q": text, "city": text, "tag": text, "per_page": text},
    )
    yield (
        "bad filter",
        "get",
        members,
        {"kind": text, "level_min": text, "joined_since": text},
    )
    yield "unknown address", "get", f"/nowhere/{text}/", {}
    yield "bulk", "post", members, {"act": "tag", "ids": [made.member.pk]}
    yield (
        "bulk refused",
        "post",
        members,
        {
            "act": "tag",
            "ids": [made.member.pk],
            "confirmed": "1",
            "name": "\u202e" + text,
        },
    )
    member = {
        "nickname": text,
        "city": text,
        "contact_note": text,
        "kind": text,
    }
    yield (
        "member refused",
        "post",
        reverse("members:member_edit", args=[made.member.pk]),
        member,
    )
    yield (
        "circle refused",
        "post",
        reverse("community:circle_create"),
        {"name": text, "city": text, "kind": text},
    )
    yield (
        "source refused",
        "post",
        reverse("activity:source_create"),
        {"name": text, "label": text, "kinds": text},
    )
    table = SimpleUploadedFile(
        f"{text}.csv",
        f'id,city\n{made.member.pk},"{text.replace(chr(34), chr(34) * 2)} 2"\nno,1\n'.encode(),
    )
    yield "import", "post", reverse("members:member_import"), {"file": table}
    yield (
        "save view",
        "post",
        reverse("save_view"),
        {"name": text, "page": "insights:member_list", "next": members},
    )
    events = SimpleUploadedFile(
        "events.csv",
        f'"{text.replace(chr(34), chr(34) * 2)}",b\n1,2\n'.encode(),
    )
    yield (
        "columns",
        "post",
        reverse("activity:upload"),
        {"source": made.source.pk, "file": events},
    )


def show_all(client: Client, owner: Any, text: str) -> dict[str, Dom]:
    """Return every page as its document, with `text` wherever people write;
    nothing stays behind.
    """
    pages = {}
    with transaction.atomic():
        made = make_rows(text, number=1, owner=owner)
        for name, method, address, data in [
            *read_pages(made),
            *written_pages(made, text),
        ]:
            response = getattr(client, method)(address, data, follow=True)
            assert response.status_code in (200, 400, 404, 405, 410, 422), (
                f"{name}: {response.status_code}"
            )
            assert scripts_are_ours(response), name
            if response["Content-Type"].startswith("text/html"):
                pages[name] = Dom(response.content.decode())
        transaction.set_rollback(True)
    return pages


def scripts_are_ours(response: Any) -> bool:
    """Tell whether an answer forbids inline scripts and eval."""
    header = response.get("Content-Security-Policy", "")
    rules = {
        words[0]: set(words[1:])
        for words in (part.split() for part in header.split(";"))
        if words
    }
    allowed = rules.get("script-src", rules.get("default-src", {"*"}))
    return not allowed & {
        "'unsafe-inline'",
        "'unsafe-eval'",
        "*",
        "data:",
        "http:",
        "https:",
    }


_plain_pages: dict[str, Dom] = {}


@pytest.mark.django_db
@pytest.mark.parametrize("payload", part_of(PAYLOADS, one_in=3))
def test_text_never_becomes_an_element(
    payload: str,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client, owner = as_role(ADMIN), accounts[ADMIN]
    if not _plain_pages:
        _plain_pages.update(show_all(client, owner, PLAIN))
    pages = show_all(client, owner, payload)

    assert pages.keys() == _plain_pages.keys()
    assert len(pages) > 45
    grown = {
        name: page.shape - _plain_pages[name].shape
        for name, page in pages.items()
    }
    assert {name: more for name, more in grown.items() if more} == {}
    assert [run for page in pages.values() for run in page.runs] == []
    assert sum(_shows(page, payload) for page in pages.values()) > 30
    assert _shows(pages["teamwork:member_page"], payload)
    assert _shows(pages["members:member_edit"], payload)


def _shows(page: Dom, payload: str) -> bool:
    return any(payload in text for text in page.said)


@pytest.mark.parametrize(
    "payload",
    [text for text in PAYLOADS if text != TEMPLATE_CODE],
)
def test_each_payload_would_do_harm_unescaped(payload: str) -> None:
    places = [
        "<p>{}</p>",
        '<p title="{}">a</p>',
        "<p title='{}'>a</p>",
        "<textarea>{}</textarea>",
        "<title>{}</title>",
        "<script>{}</script>",
        '<a href="{}">a</a>',
    ]
    told = [
        (Dom(place.format(text)), Dom(place.format(PLAIN)))
        for place in places
        for text in (payload, unescape(payload))
    ]

    assert any(dom.shape != plain.shape or dom.runs for dom, plain in told)


def test_the_template_payload_would_be_read_as_a_template() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(TEMPLATE_CODE)


@pytest.mark.django_db
def test_errors_redirects_and_the_api_forbid_foreign_scripts(
    as_role: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        insights_views,
        "read_cards",
        lambda *_names, **_how: 1 / 0,
    )
    nobody, planner, lead = Client(), as_role("planner"), as_role("lead")
    planner.raise_request_exception = False
    answers = {
        200: nobody.get("/healthz"),
        302: nobody.get("/overview/"),
        400: planner.get("/members/?q=%00"),
        401: nobody.get("/api/v1/members/"),
        403: planner.get("/activity/upload/"),
        404: planner.get("/nowhere/"),
        405: lead.put("/members/new/"),
        500: planner.get("/overview/"),
    }
    for status, response in answers.items():
        assert response.status_code == status
        assert scripts_are_ours(response), status
    assert scripts_are_ours(planner.get("/api/docs/"))
    assert scripts_are_ours(planner.get("/api/docs/?script="))
    assert not scripts_are_ours(
        {"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"},
    )
    assert not scripts_are_ours({})
