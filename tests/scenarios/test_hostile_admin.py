"""P5: nothing that can be sent to the admin makes the server fail."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse

from common.security.access import ADMIN
from members.models import Member, MemberIdentity
from tests.accounts_of_roles import make_accounts
from tests.architecture.test_access_walk import make_rows
from tests.communities import accounts_by_role, rows_of_module
from tests.extent import part_of
from tests.scenarios.test_hostile_input import (
    DATES,
    MAY_PASS,
    NOT_TEXT,
    NUMBERS,
    RAW,
    STRANGE,
    Attacker,
)

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
KEPT_HERE = {get_user_model(), Group, MemberIdentity}
LOOKUPS = (
    "",
    "__exact",
    "__gte",
    "__in",
    "__isnull",
    "__contains",
    "__year",
    "__date",
    "__regex",
    "__x",
    "__id__exact",
)
HOSTILE = (*NUMBERS, *DATES, "1,x", "[", '{"a": 1}', *STRANGE[:3], STRANGE[8])
QUERY_VALUES = (*(quote(value) for value in HOSTILE), *RAW)
FEW_VALUES = (
    "9" * 19,
    "9" * 4400,
    quote(DATES[4]),
    quote(DATES[0]),
    "%5B",
    "a%00b",
    "%ED%A0%80",
    "%5C",
)
OWN_PARAMETERS = (
    "q",
    "o",
    "p",
    "e",
    "all",
    "_changelist_filters",
    "_popup",
    "_to_field",
    "_facets",
    "groups__id__exact",
)
INITIAL = "_changelist_filters={0}&_to_field={0}&_popup={0}&member={0}&groups={0}&nickname={0}"
FORM_VALUES = (
    *MAY_PASS,
    "9" * 4400,
    DATES[4],
    "5",
    "[1]",
    '{"a": 1}',
    "null",
    '{"a": "\\u0000"}',
    '"\\ud800"',
)
ONE_FIELD_VALUES = (
    NOT_TEXT[0],
    NOT_TEXT[2],
    "9" * 19,
    "9999-12-31",
    STRANGE[0],
)
KEYS = (
    "0",
    "-1",
    "9" * 18,
    str(2**31),
    "9" * 19,
    "9" * 4400,
    "１",
    "%00",
    "%FF",
    "%ED%A0%80",
    "x",
    "_5F",
    "1/x",
)


def page_of(model: Any, page: str, *args: Any) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}",
        args=args,
    )


def fill() -> None:
    """Write one row of everything."""
    make_rows("车友", number=1, owner=make_accounts()[ADMIN])


rows = rows_of_module(fill)


@pytest.fixture
def accounts(rows: None, db: None) -> dict[str, Any]:
    """The accounts among these rows, by role."""
    return accounts_by_role()


@pytest.fixture
def attacker(as_role: Any, settings: Any) -> Iterator[Attacker]:
    made = Attacker(as_role(ADMIN))
    yield made
    assert "\n".join(str(each) for each in made.wrong) == ""
    assert made.sent > 20


of_every_model = pytest.mark.parametrize(
    "model",
    MODELS,
    ids=lambda model: model._meta.label,
)


@of_every_model
def test_no_query_of_an_admin_list_fails(
    attacker: Attacker,
    model: Any,
) -> None:
    address = page_of(model, "changelist")
    # Every list is the same code: two are asked everything, the others some of it.
    for parameter in OWN_PARAMETERS:
        for value in (
            QUERY_VALUES
            if model in (Member, get_user_model())
            else FEW_VALUES[:2]
        ):
            attacker.send("GET", f"{address}?{parameter}={value}")
    values = cycle(FEW_VALUES)
    for turn, field in enumerate(model._meta.fields):
        for lookup in part_of(LOOKUPS, one_in=3, start=turn):
            attacker.send(
                "GET",
                f"{address}?{field.name}{lookup}={next(values)}",
            )


@of_every_model
def test_no_path_or_query_of_an_admin_row_fails(
    attacker: Attacker,
    model: Any,
) -> None:
    row = model.objects.first()
    for page in ("change", "delete", "history"):
        for key in KEYS:
            address = f"{page_of(model, 'changelist')}{key}/{page}/"
            attacker.send("GET", address)
        attacker.send(
            "POST",
            address,
            b"post=yes",
            content_type="application/x-www-form-urlencoded",
        )
        for value in FEW_VALUES:
            attacker.send(
                "GET",
                f"{page_of(model, page, row.pk)}?{INITIAL.format(value)}",
            )
    for value in QUERY_VALUES if model in KEPT_HERE else FEW_VALUES[:1]:
        attacker.send(
            "GET",
            f"{page_of(model, 'add')}?{INITIAL.format(value)}",
        )


@of_every_model
def test_no_field_of_an_admin_form_fails(
    attacker: Attacker,
    model: Any,
) -> None:
    row = model.objects.first()
    for page, args in (
        ("add", []),
        ("change", [row.pk]),
        ("delete", [row.pk]),
    ):
        address = page_of(model, page, *args)
        fields = fields_of(attacker.client.get(address)) | {"post": "yes"}
        for value in part_of(FORM_VALUES, one_in=2):
            attacker.post(
                address,
                dict.fromkeys(fields, value),
                changed="everything",
            )
        for turn, field in enumerate(fields):
            for value in part_of(ONE_FIELD_VALUES, one_in=4, start=turn):
                attacker.post(address, {**fields, field: value}, changed=field)


def fields_of(page: Any) -> dict[str, str]:
    """Return every field of a page's form with what it holds; those of rows below it too."""
    html = page.content.decode()
    names = re.findall(
        r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"',
        html,
    )
    values = dict(
        re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', html),
    )
    return {
        name: values.get(name, "")
        for name in names
        if name != "csrfmiddlewaretoken"
    }


def test_no_other_address_of_the_admin_fails(attacker: Attacker) -> None:
    for key in KEYS:
        for address in (
            f"r/{key}/1/",
            f"r/1/{key}/",
            f"auth/user/{key}/password/",
            f"{key}/",
            key,
        ):
            attacker.send("GET", f"/admin/{address}")
            attacker.send(
                "POST",
                f"/admin/{address}",
                b"\x00",
                content_type="text/plain",
            )
    plain = {
        "app_label": "members",
        "model_name": "member",
        "field_name": "primary_contact",
        "term": "x",
    }
    for value in QUERY_VALUES:
        attacker.send("GET", f"/admin/login/?next={value}")
        for name in ("page", *plain):
            query = "&".join(
                f"{key}={text}" for key, text in {**plain, name: value}.items()
            )
            attacker.send("GET", f"/admin/autocomplete/?{query}")


def test_no_act_or_password_of_the_admin_fails(attacker: Attacker) -> None:
    for value in (*MAY_PASS, *NOT_TEXT):
        for action in ("delete_selected", value):
            chosen = {
                "action": action,
                "_selected_action": value,
                "post": "yes",
                "index": value,
            }
            attacker.post("/admin/auth/user/", chosen)
            attacker.post("/admin/auth/user/", {**chosen, "index": 0})
        attacker.post("/admin/login/", {"username": value, "password": value})
        passwords = dict.fromkeys(
            (
                "old_password",
                "new_password1",
                "new_password2",
                "password1",
                "password2",
            ),
            value,
        )
        attacker.post("/admin/password_change/", passwords)
        attacker.post(
            page_of(get_user_model(), "changelist") + "1/password/",
            passwords,
        )


def test_fields_of_a_form_are_found(as_role: Any) -> None:
    found = fields_of(as_role(ADMIN).get(page_of(get_user_model(), "add")))
    assert {"username", "password1", "password2"} <= set(found)
