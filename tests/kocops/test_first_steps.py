"""From an empty database to a team: each step is read from the rows there are."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.services.accounts import (
    first_account_key,
    has_accounts,
    make_account,
    password_link,
)
from activity.models import EventSource
from common.calendar import business_today
from common.security.access import ADMIN, ANALYST, COMMUNICATOR, LEAD
from kocops.nightly import run_nightly
from kocops.selectors.first_steps import read_first_steps, shows_steps
from tests.activity.events import ingest, raw_events
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory

pytestmark = pytest.mark.django_db
PASSWORD = "看海去露营-2026"
FORM = {"first_name": "林晓雯", "username": "lin", "password": PASSWORD}


def first_address(key: str = "") -> str:
    return f"{reverse('first_account')}?key={key or first_account_key()}"


def test_the_first_account_needs_the_key_and_is_made_once() -> None:
    client = Client()
    assert b"id_password" not in client.get(first_address("wrong")).content
    assert client.post(first_address("wrong"), FORM).status_code == 422
    assert not has_accounts()

    assert b"id_password" in client.get(first_address()).content
    answer = client.post(first_address(), FORM)
    assert answer["Location"] == reverse("start")
    user = get_user_model().objects.get()
    assert (user.first_name, user.is_superuser) == ("林晓雯", True)
    assert client.get(reverse("start")).status_code == 200

    stranger = Client()
    assert stranger.get(first_address())["Location"] == reverse("login")
    again = stranger.post(first_address(), {**FORM, "username": "other"})
    assert again.status_code == 409
    assert get_user_model().objects.count() == 1


def test_a_weak_password_is_refused() -> None:
    answer = Client().post(first_address(), {**FORM, "password": "12345678"})
    assert answer.status_code == 422
    assert not has_accounts()


def test_login_says_how_the_first_account_is_made(capsys: Any) -> None:
    client = Client()
    assert b"manage.py first_account" in client.get(reverse("login")).content
    call_command("first_account")
    printed = capsys.readouterr().out
    (address,) = re.findall(r"/first-account/\S+", printed)
    assert b"id_password" in client.get(address).content
    client.post(address, FORM)
    login = Client().get(reverse("login")).content
    assert b"manage.py first_account" not in login
    call_command("first_account")
    assert first_account_key() not in capsys.readouterr().out


def steps_of(user: Any) -> list[bool]:
    return [step.is_done for step in read_first_steps(user).steps]


def test_each_step_is_done_when_its_rows_are_there(
    django_user_model: Any,
) -> None:
    user = django_user_model.objects.create_superuser("admin")
    assert steps_of(user) == [True, False, False, False, False]
    source = EventSourceFactory()
    assert steps_of(user) == [True, True, False, False, False]
    yesterday = business_today(NOW) - timedelta(days=1)
    rows = raw_events(members=3, count=40, last=yesterday, days=60)
    ingest(source, rows, NOW)
    assert steps_of(user) == [True, True, True, False, False]
    run_nightly(business_date=yesterday, clock=lambda: NOW)
    assert steps_of(user) == [True, True, True, True, False]
    make_account(
        username="chen",
        name="小陈",
        role=COMMUNICATOR,
        password=None,
    )
    assert steps_of(user) == [True, True, True, True, True]
    assert read_first_steps(user).next is None


def test_an_empty_installation_leads_to_the_steps(
    as_role: Any,
    accounts: dict[str, Any],
) -> None:
    for role, page in (
        (ADMIN, "start"),
        (ANALYST, "start"),
        (COMMUNICATOR, "insights:overview"),
    ):
        assert as_role(role).get("/")["Location"] == reverse(page), role
    assert as_role(COMMUNICATOR).get(reverse("start")).status_code == 403


def test_pages_on_the_way_say_which_step_they_are(as_role: Any) -> None:
    admin = as_role(ADMIN)
    upload = admin.get(reverse("activity:upload")).content.decode()
    assert 'class="first-step"' in upload
    assert f'href="{reverse("activity:source_create")}"' in upload
    assert f'href="{reverse("start")}"' in upload
    EventSource.objects.create(name="app", label="App")
    upload = admin.get(reverse("activity:upload")).content.decode()
    assert f'href="{reverse("activity:source_create")}"' not in upload
    helped = admin.get(reverse("help")).content.decode()
    assert 'class="first-step"' not in helped


def test_the_steps_are_over_after_two_nights(accounts: dict[str, Any]) -> None:
    lead, reader = accounts[LEAD], accounts[COMMUNICATOR]
    assert shows_steps("activity:upload", lead, 2)
    assert not shows_steps("activity:upload", lead, 3)
    assert not shows_steps("activity:upload", reader, 0)
    assert not shows_steps("help", lead, 0)


def test_a_colleague_sets_the_password_once_with_the_link(
    as_role: Any,
) -> None:
    admin = as_role(ADMIN)
    user = make_account(
        username="chen",
        name="小陈",
        role=COMMUNICATOR,
        password=None,
    )
    answer = admin.post(reverse("account_link", args=[user.pk]))
    # The link names the second in which it was made.
    begin = password_link(user).rpartition("/")[0].rpartition("/")[0]
    shown = re.search(rf"{begin}/[\w-]+/", answer.content.decode())
    assert shown
    assert not user.has_usable_password()

    link, stranger = shown.group(), Client()
    page = stranger.get(link, follow=True)
    assert "chen" in page.content.decode()
    entered = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    stranger.post(page.redirect_chain[-1][0], entered)
    assert Client().login(username="chen", password=PASSWORD)
    used = Client().get(link, follow=True).content.decode()
    assert "new_password1" not in used


def test_only_administrators_see_the_accounts(as_role: Any) -> None:
    for role in (LEAD, COMMUNICATOR):
        assert as_role(role).get(reverse("accounts")).status_code == 403
