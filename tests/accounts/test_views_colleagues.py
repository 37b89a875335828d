"""Colleagues are invited, changed and disabled by page."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, LoginSession
from common.models import AuditRecord
from common.security.access import roles_of
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db
ENTERED = {"name": "陈曦", "email": "chen@example.org", "role": "planner"}
CHOSEN = {"username": "chenxi", "password": "winding-road-7"}


@pytest.fixture
def admin(as_role: Any) -> Client:
    client: Client = as_role("admin")
    return client


def invite(admin: Client, **changed: str) -> str:
    page = admin.post(reverse("accounts"), {**ENTERED, **changed})
    assert page.status_code == 200
    return str(page.context["link"])


def test_an_invited_colleague_makes_the_account(admin: Client) -> None:
    link = invite(admin)
    client = Client()
    page = client.get(link)
    assert page.status_code == 200
    assert "陈曦" in page.content.decode()
    assert client.post(link, CHOSEN).status_code == 302
    user = get_user_model().objects.get(username="chenxi")
    assert roles_of(user) == {"planner"}
    assert (str(user), user.email) == ("陈曦", "chen@example.org")
    assert client.get(reverse("own_account")).status_code == 200


def test_a_link_works_once(admin: Client) -> None:
    link = invite(admin)
    Client().post(link, CHOSEN)
    again = Client().post(link, {**CHOSEN, "username": "other"})
    assert again.status_code == 410
    assert not get_user_model().objects.filter(username="other").exists()


def test_a_link_works_for_seven_days(admin: Client) -> None:
    link = invite(admin)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert Client().get(link).status_code == 410
        assert Client().post(link, CHOSEN).status_code == 410


def test_a_withdrawn_link_works_no_more(admin: Client) -> None:
    link = invite(admin)
    row = Invitation.objects.get()
    admin.post(reverse("invitation_withdraw", args=[row.pk]))
    assert Client().get(link).status_code == 410


def test_the_secret_of_a_link_is_not_stored(admin: Client) -> None:
    token = invite(admin).rstrip("/").rpartition("/")[2]
    assert token not in str(Invitation.objects.values())
    assert token not in str(AuditRecord.objects.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "12345678"},
        {"username": "planner"},
        {"username": "a b"},
    ],
)
def test_a_bad_choice_leaves_the_link_open(
    admin: Client,
    wrong: dict[str, str],
) -> None:
    link = invite(admin)
    assert Client().post(link, {**CHOSEN, **wrong}).status_code in (409, 422)
    assert Client().post(link, CHOSEN).status_code == 302


def test_an_address_is_invited_once(admin: Client) -> None:
    Client().post(invite(admin), CHOSEN)
    refused = admin.post(reverse("accounts"), ENTERED)
    assert refused.status_code == 409


def change(admin: Client, user: Any, **changed: str) -> Any:
    entered = {"name": str(user), "email": user.email, "role": "analyst"}
    address = reverse("account_detail", args=[user.pk])
    return admin.post(address, {**entered, **changed})


def test_a_role_is_changed_in_one_record(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    user = accounts["communicator"]
    before = AuditRecord.objects.count()
    assert change(admin, user, name="communicator").status_code == 302
    fresh = get_user_model().objects.get(pk=user.pk)
    assert roles_of(fresh) == {"analyst"}
    record = AuditRecord.objects.latest("pk")
    assert AuditRecord.objects.count() == before + 1
    assert record.changes["groups"] == [["communicator"], ["analyst"]]
    assert record.actor_id == accounts["admin"].pk


def test_an_administrator_made_by_page_reaches_the_admin(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    change(admin, accounts["lead"], role="admin")
    fresh = get_user_model().objects.get(pk=accounts["lead"].pk)
    assert (fresh.is_superuser, fresh.is_staff) == (True, True)
    change(admin, fresh, role="lead")
    fresh.refresh_from_db()
    assert (fresh.is_superuser, fresh.is_staff) == (False, False)


def test_nobody_changes_their_own_position(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    assert change(admin, accounts["admin"]).status_code == 403
    assert "admin" in roles_of(accounts["admin"])


def test_before_disabling_the_open_work_is_shown(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    user = accounts["communicator"]
    for _number in range(3):
        MemberFactory(primary_contact=user)
    page = admin.get(reverse("account_disable", args=[user.pk]))
    (work,) = page.context["work"]
    assert work.count == 3
    rows = admin.get(work.href)
    assert rows.status_code == 200
    assert len(rows.context["table"].rows) == 3


def test_a_disabled_account_is_out_at_once(
    admin: Client,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    user = accounts["communicator"]
    client = as_role("communicator")
    assert client.get(reverse("own_account")).status_code == 200
    admin.post(reverse("account_disable", args=[user.pk]))
    assert client.get(reverse("own_account")).status_code == 302
    assert not LoginSession.objects.filter(account_id=user.pk).exists()
    admin.post(reverse("account_enable", args=[user.pk]))
    user.refresh_from_db()
    assert user.is_active


def test_the_last_administrator_stays(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    own = reverse("account_disable", args=[accounts["admin"].pk])
    assert admin.post(own).status_code == 409
    accounts["admin"].refresh_from_db()
    assert accounts["admin"].is_active


def test_a_lost_second_factor_is_reset(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    for reset in (
        lambda user: admin.post(
            reverse("account_factor_reset", args=[user.pk]),
        ),
        lambda user: call_command("reset_second_factor", "lead"),
    ):
        user = accounts["lead"]
        TOTP.activate(user, "JBSWY3DPEHPK3PXP")
        reset(user)
        assert not user.authenticator_set.exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


def test_an_administrator_ends_all_sessions_of_a_colleague(
    admin: Client,
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    client = as_role("lead")
    client.get(reverse("own_account"))
    address = reverse("account_sessions_end", args=[accounts["lead"].pk])
    admin.post(address)
    assert client.get(reverse("own_account")).status_code == 302


def test_the_link_for_a_password_is_made_by_a_post(
    admin: Client,
    accounts: dict[str, Any],
) -> None:
    address = reverse("account_link", args=[accounts["lead"].pk])
    assert "link" not in admin.get(address).context
    link = admin.post(address).context["link"]
    assert Client().get(link, follow=True).status_code == 200
