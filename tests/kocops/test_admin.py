"""The admin edits accounts and identities; rows of services are read-only there."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import BadRequest
from django.db import DataError
from django.test import Client, RequestFactory
from django.urls import reverse

from common.admin import refuse_unstorable
from common.security.access import ADMIN
from members.models import MemberIdentity
from tests.architecture.test_access_walk import make_rows
from tests.factories.members import MemberFactory

KEPT_HERE = {get_user_model(), Group, MemberIdentity}


def page_of(model: Any, page: str, *args: Any) -> str:
    return reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}",
        args=args,
    )


@pytest.mark.parametrize(
    "model",
    admin.site._registry,
    ids=lambda model: model._meta.label,
)
def test_only_accounts_and_identities_are_edited(
    as_role: Any,
    accounts: dict[str, Any],
    model: Any,
) -> None:
    make_rows("车友", number=1, owner=accounts[ADMIN])
    client, row = as_role(ADMIN), model.objects.first()
    assert client.get(page_of(model, "change", row.pk)).status_code == 200
    allowed = model in KEPT_HERE
    for page, args in (("add", []), ("delete", [row.pk])):
        assert client.get(page_of(model, page, *args)).status_code == (
            200 if allowed else 403
        )
    assert (
        client.post(
            page_of(model, "change", row.pk),
            {"nickname": "x"},
        ).status_code
        == 403
    ) is not allowed


def test_an_identity_is_given_to_an_unmerged_member(as_role: Any) -> None:
    client, member = as_role(ADMIN), MemberFactory()
    merged = MemberFactory(merged_into=member)
    address, fields = (
        page_of(MemberIdentity, "add"),
        {"platform": "bbs", "external_id": "77"},
    )
    assert (
        client.post(address, {**fields, "member": merged.pk}).status_code
        == 200
    )
    assert (
        client.post(
            address,
            {**fields, "member": member.pk, "external_id": "7\u202e7"},
        ).status_code
        == 200
    )
    assert not MemberIdentity.objects.exists()
    assert (
        client.post(address, {**fields, "member": member.pk}).status_code
        == 302
    )
    assert MemberIdentity.objects.get().member == member


def test_the_admin_has_no_login_of_its_own(as_role: Any) -> None:
    answer = Client().get(reverse("admin:index"), follow=True)
    assert (
        answer.redirect_chain[-1][0]
        == f"{reverse('login')}?next={reverse('admin:index')}"
    )
    password = {"username": ADMIN, "password": "x"}
    assert (
        Client()
        .post(reverse("admin:login"), password)["Location"]
        .startswith(reverse("login"))
    )


@pytest.mark.parametrize(
    "error",
    [OverflowError("too large"), DataError("out of range")],
    ids=repr,
)
def test_what_no_column_can_hold_is_a_bad_request(error: Exception) -> None:
    def view(_request: Any) -> Any:
        raise error

    with pytest.raises(BadRequest):
        refuse_unstorable(view)(RequestFactory().get("/"))
