"""Logging in: lockout, second factor, sessions, confirmation."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import LoginSession, LoginTries
from accounts.services.accounts import password_link
from accounts.services.tries import MAX_TRIES
from common.models import AuditRecord

PASSWORD = "winding-road-7"
# What real users of allauth see: no mail, one origin.
LOGIN = "/login/"


@pytest.fixture
def lin(accounts: dict[str, Any]) -> Any:
    user = accounts["communicator"]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def boss(accounts: dict[str, Any], settings: Any) -> Any:
    user = accounts["admin"]
    user.set_password(PASSWORD)
    user.save()
    settings.MFA_REQUIRED_ROLES = ["admin"]
    return user


def log_in(name: str, password: str = PASSWORD, **headers: Any) -> Any:
    client = Client()
    answer = client.post(
        LOGIN,
        {"login": name, "password": password},
        **headers,
    )
    return client, answer


def code_of(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counter)))


def has_entered(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_right_password_enters(lin: Any) -> None:
    client, answer = log_in("communicator")
    assert answer.status_code == 302
    assert has_entered(client)
    row = LoginSession.objects.get(account_id=lin.pk)
    assert row.began_at is not None
    assert AuditRecord.objects.get(act="login").actor_id == lin.pk


@pytest.mark.django_db
def test_a_wrong_password_and_an_unknown_name_look_alike(lin: Any) -> None:
    answers = [log_in(name, "wrong")[1] for name in ("communicator", "nobody")]
    texts = []
    for answer, name in zip(answers, ("communicator", "nobody"), strict=True):
        assert answer.status_code == 200
        texts.append(answer.context["form"].non_field_errors())
        assert name not in texts[-1]
    assert texts[0] == texts[1]


@pytest.mark.django_db
def test_after_five_wrong_passwords_the_right_one_waits(lin: Any) -> None:
    for _try in range(MAX_TRIES):
        assert log_in("communicator", "wrong")[1].status_code == 200
    client, answer = log_in("Communicator")
    assert answer.status_code == 429
    assert not has_entered(client)
    later = timezone.now() + timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        client, answer = log_in("communicator")
        assert has_entered(client)


@pytest.mark.django_db
def test_a_right_password_ends_the_count(lin: Any) -> None:
    for _round in range(3):
        for _try in range(MAX_TRIES - 1):
            log_in("communicator", "wrong")
        assert has_entered(log_in("communicator")[0])
    assert not LoginTries.objects.exists()


@pytest.mark.django_db
def test_a_spoofed_proxy_header_changes_nothing(lin: Any) -> None:
    for number in range(MAX_TRIES):
        log_in(
            "communicator",
            "wrong",
            HTTP_X_FORWARDED_FOR=f"203.0.113.{number}",
            HTTP_X_REAL_IP=f"203.0.113.{number}",
        )
    answer = log_in("communicator", HTTP_X_FORWARDED_FOR="203.0.113.99")[1]
    assert answer.status_code == 429


@pytest.mark.django_db
def test_a_disabled_account_does_not_enter(lin: Any) -> None:
    lin.is_active = False
    lin.save()
    client, _answer = log_in("communicator")
    assert not has_entered(client)


@pytest.mark.django_db
def test_a_session_ends_without_use(lin: Any) -> None:
    client, _answer = log_in("communicator")
    start = timezone.now()
    with time_machine.travel(start + timedelta(hours=2.9), tick=False):
        assert client.get(reverse("own_account")).status_code == 200
    with time_machine.travel(start + timedelta(hours=5.8), tick=False):
        assert client.get(reverse("own_account")).status_code == 200
    with time_machine.travel(start + timedelta(hours=8.9), tick=False):
        assert client.get(reverse("own_account")).status_code == 302


@pytest.mark.django_db
def test_a_session_ends_twelve_hours_after_the_login(lin: Any) -> None:
    client, _answer = log_in("communicator")
    start = timezone.now()
    for hours in (2, 4, 6, 8, 10, 11.9):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert client.get(reverse("own_account")).status_code == 200
    with time_machine.travel(start + timedelta(hours=12.1), tick=False):
        assert client.get(reverse("own_account")).status_code == 302


@pytest.mark.django_db
def test_one_ends_the_sessions_elsewhere(lin: Any) -> None:
    here, _answer = log_in("communicator")
    there, _answer = log_in("communicator")
    page = here.get(reverse("own_account"))
    (other,) = [one for one in page.context["sessions"] if not one.is_here]
    here.post(reverse("session_end", args=[other.handle]))
    assert there.get(reverse("own_account")).status_code == 302
    assert here.get(reverse("own_account")).status_code == 200


@pytest.mark.django_db
def test_nobody_ends_the_session_of_another(
    lin: Any,
    as_role: Any,
) -> None:
    here, _answer = log_in("communicator")
    page = here.get(reverse("own_account"))
    (session,) = page.context["sessions"]
    stranger = as_role("planner")
    ended = stranger.post(reverse("session_end", args=[session.handle]))
    assert ended.status_code == 404
    assert here.get(reverse("own_account")).status_code == 200


@pytest.mark.django_db
def test_an_administrator_must_set_up_a_second_factor(boss: Any) -> None:
    client, _answer = log_in("admin")
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")
    refused = client.get("/api/v1/members/")
    assert refused.status_code == 403
    assert refused.json()["title"] == "second_factor_needed"
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    done = client.post(
        reverse("mfa_activate_totp"),
        {"code": code_of(secret)},
        follow=True,
    )
    codes = done.context["unused_codes"]
    assert len(codes) == 10
    assert client.get(reverse("accounts")).status_code == 200


@pytest.mark.django_db
def test_with_a_second_factor_the_password_is_not_enough(boss: Any) -> None:
    TOTP.activate(boss, "JBSWY3DPEHPK3PXP")
    client, answer = log_in("admin")
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    assert not has_entered(client)
    page = client.get(reverse("mfa_authenticate"))
    assert page.status_code == 200
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    client.post(
        reverse("mfa_authenticate"),
        {"code": code_of("JBSWY3DPEHPK3PXP")},
    )
    assert has_entered(client)


@pytest.mark.django_db
def test_wrong_codes_are_counted_like_passwords(boss: Any) -> None:
    TOTP.activate(boss, "JBSWY3DPEHPK3PXP")
    client, _answer = log_in("admin")
    for _try in range(MAX_TRIES):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    locked = client.post(
        reverse("mfa_authenticate"),
        {"code": code_of("JBSWY3DPEHPK3PXP")},
    )
    assert locked.status_code == 429
    assert not has_entered(client)


@pytest.mark.django_db
def test_the_secret_of_the_app_is_encrypted(boss: Any) -> None:
    row = TOTP.activate(boss, "JBSWY3DPEHPK3PXP").instance
    assert "JBSWY3DPEHPK3PXP" not in str(row.data)


@pytest.mark.django_db
def test_a_required_factor_is_not_removed(boss: Any) -> None:
    TOTP.activate(boss, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(boss)
    client.post(reverse("mfa_deactivate_totp"))
    assert boss.authenticator_set.filter(type="totp").exists()


@pytest.mark.django_db
def test_a_token_is_issued_only_after_a_recent_login(
    boss: Any,
    settings: Any,
) -> None:
    settings.CONFIRM_MINUTES = 15
    settings.MFA_REQUIRED_ROLES = []
    client, _answer = log_in("admin")
    form = {
        "account": "crm",
        "scopes": ["members:read"],
        "days": "90",
        "requests_per_minute": "600",
    }
    assert client.post(reverse("tokens"), form).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        asked = client.post(reverse("tokens"), {**form, "account": "dms"})
        assert asked["Location"].startswith("/account/confirm/")
        wrong = client.post(asked["Location"], {"password": "wrong"})
        assert wrong.status_code == 200
        answer = client.post(asked["Location"], {"password": PASSWORD})
        assert answer.context["issued"].name == "dms"
        assert client.post(reverse("tokens"), form).status_code == 200


@pytest.mark.django_db
def test_personal_lists_are_exported_after_a_recent_login(
    lin: Any,
    settings: Any,
) -> None:
    settings.CONFIRM_MINUTES = 15
    client, _answer = log_in("communicator")
    address = f"{reverse('insights:member_list')}?export=csv"
    assert client.get(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        asked = client.get(address)
        assert asked["Location"].startswith("/account/confirm/")
        assert client.get(reverse("insights:member_list")).status_code == 200


@pytest.mark.django_db
def test_a_new_password_ends_the_lock(lin: Any) -> None:
    for _try in range(MAX_TRIES):
        log_in("communicator", "wrong")
    client = Client()
    page = client.get(password_link(lin), follow=True)
    fresh = {"new_password1": "quiet-lake-9", "new_password2": "quiet-lake-9"}
    client.post(page.redirect_chain[-1][0], fresh)
    assert has_entered(log_in("communicator", "quiet-lake-9")[0])
