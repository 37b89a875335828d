"""Colleagues are called by their names wherever an account is shown."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from common.rules.staff_names import full_name, initials_of
from common.security.names import nameless_accounts


@pytest.mark.parametrize(
    ("given", "family", "called", "initials"),
    [
        ("", "", "wang.li", "W"),
        ("林晓", "", "林晓", "林"),
        ("晓", "林", "林晓", "林"),
        ("Ada", "Lovelace", "Ada Lovelace", "AL"),
        ("", "Lin", "Lin", "L"),
        ("晓", "Lin", "晓 Lin", "晓"),
    ],
)
def test_names_and_initials(
    given: str,
    family: str,
    called: str,
    initials: str,
) -> None:
    name = full_name(given, family, "wang.li")
    assert (name, initials_of(name)) == (called, initials)


@pytest.mark.django_db
def test_colleagues_name_themselves_and_leads_anybody(
    client: Client,
    accounts: dict[str, Any],
) -> None:
    planner, lead = accounts["planner"], accounts["lead"]
    own = reverse("teamwork:own_name")
    other = reverse("teamwork:colleague_edit", args=[lead.pk])
    client.force_login(planner)
    assert client.get(own).status_code == 200
    assert client.post(own, {"name": "周宁"}).status_code == 302
    assert client.post(other, {"name": "x"}).status_code == 403
    planner.refresh_from_db()
    assert str(planner) == "周宁"
    assert planner not in nameless_accounts()
    client.force_login(lead)
    page = client.get(reverse("teamwork:colleague_list"))
    assert page.context["nameless"] == len(accounts) - 1
    rows = client.get(
        reverse("teamwork:colleague_list"),
        {"unnamed": "true"},
    )
    assert len(rows.context["table"].rows) == len(accounts) - 1
    assert "周宁" in page.content.decode()
    assert client.post(other, {"name": "苏岚"}).status_code == 302
