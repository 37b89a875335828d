"""The brand's sign-on, against an issuer on loopback."""

import time
from collections.abc import Iterator
from typing import Any

import environ
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.services.invitations import invite
from common.models import AuditRecord
from common.security.access import roles_of
from kocops.configuration.accounts import sign_on_settings
from tests.accounts.issuer import (
    CLIENT,
    OTHER_KEY,
    SECRET,
    Issuer,
    running_issuer,
)

pytestmark = pytest.mark.django_db
PERSON = {
    "sub": "u-17",
    "name": "林晓",
    "email": "lin@example.org",
    "email_verified": True,
    "preferred_username": "linxiao",
    "groups": ["everybody"],
}


def configure(settings: Any, issuer: Issuer, **more: str) -> None:
    env = environ.Env()
    env.ENVIRON = {
        "OIDC_ISSUER": issuer.url,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NAME": "Longcheng SSO",
        **more,
    }
    for name, value in sign_on_settings(env).items():
        setattr(settings, name, value)


@pytest.fixture
def issuer(settings: Any) -> Iterator[Issuer]:
    settings.OUTGOING_LOOPBACK = True
    with running_issuer() as made:
        made.claims = dict(PERSON)
        configure(settings, made)
        yield made


@pytest.fixture
def lin(accounts: dict[str, Any]) -> Any:
    user = accounts["communicator"]
    user.email = "Lin@example.org"
    user.save()
    return user


def sign_on(issuer: Issuer, client: Client | None = None) -> tuple[Any, Any]:
    client = client or Client()
    sent = client.get(reverse("brand_login"))
    assert sent.status_code == 302, sent.content.decode()
    code, state = issuer.authorize(sent["Location"])
    address = reverse("brand_callback")
    return client, client.get(address, {"code": code, "state": state})


def has_entered(client: Client) -> bool:
    return "_auth_user_id" in client.session


def is_refused(client: Client, answer: Any) -> bool:
    return answer.status_code == 403 and not has_entered(client)


def test_the_login_page_offers_it(issuer: Issuer) -> None:
    page = Client().get(reverse("login")).content.decode()
    assert "Longcheng SSO" in page
    assert reverse("brand_login") in page


def test_without_an_issuer_there_is_none(settings: Any) -> None:
    settings.OIDC_ISSUER = ""
    for name in ("brand_login", "brand_callback"):
        assert Client().get(reverse(name)).status_code == 404


def test_a_colleague_enters_by_the_verified_address(
    issuer: Issuer,
    lin: Any,
) -> None:
    client, answer = sign_on(issuer)
    assert answer.status_code == 302
    assert int(client.session["_auth_user_id"]) == lin.pk
    assert SocialAccount.objects.get().user_id == lin.pk
    assert not SocialToken.objects.exists()
    assert AuditRecord.objects.filter(act="login", actor_id=lin.pk).exists()


def test_afterwards_the_number_of_the_person_counts(
    issuer: Issuer,
    lin: Any,
) -> None:
    sign_on(issuer)
    issuer.claims["email"] = "married@example.org"
    client, _answer = sign_on(issuer)
    assert int(client.session["_auth_user_id"]) == lin.pk


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_that_is_not_verified_opens_nothing(
    issuer: Issuer,
    lin: Any,
    verified: Any,
) -> None:
    issuer.claims["email_verified"] = verified
    assert is_refused(*sign_on(issuer))


def test_an_unknown_person_is_refused(issuer: Issuer) -> None:
    client, answer = sign_on(issuer)
    assert is_refused(client, answer)
    assert not SocialAccount.objects.exists()
    assert not get_user_model().objects.filter(username="linxiao").exists()
    assert AuditRecord.objects.filter(act="refused").count() == 1


def test_an_invited_person_gets_the_account(
    issuer: Issuer,
    accounts: dict[str, Any],
) -> None:
    invite(
        name="林晓",
        email="lin@example.org",
        role="planner",
        user=accounts["admin"],
        now=timezone.now(),
    )
    client, _answer = sign_on(issuer)
    user = get_user_model().objects.get(username="linxiao")
    assert int(client.session["_auth_user_id"]) == user.pk
    assert roles_of(user) == {"planner"}
    assert not user.has_usable_password()


def test_a_disabled_account_is_refused(issuer: Issuer, lin: Any) -> None:
    sign_on(issuer)
    lin.is_active = False
    lin.save()
    assert is_refused(*sign_on(issuer))


def test_groups_can_be_enough(issuer: Issuer, settings: Any) -> None:
    configure(
        settings,
        issuer,
        OIDC_ADMIT="mapped",
        OIDC_ROLES="ops=communicator,leads=lead",
    )
    issuer.claims["groups"] = ["ops", "leads"]
    client, _answer = sign_on(issuer)
    user = get_user_model().objects.get(username="linxiao")
    assert roles_of(user) == {"lead"}
    issuer.claims["groups"] = ["ops"]
    sign_on(issuer)
    assert roles_of(get_user_model().objects.get(pk=user.pk)) == {
        "communicator",
    }
    issuer.claims["groups"] = ["everybody"]
    assert is_refused(*sign_on(issuer))


def test_a_taken_user_name_is_not_taken_over(
    issuer: Issuer,
    settings: Any,
    accounts: dict[str, Any],
) -> None:
    configure(
        settings,
        issuer,
        OIDC_ADMIT="mapped",
        OIDC_ROLES="everybody=planner",
    )
    issuer.claims["preferred_username"] = "Admin"
    assert is_refused(*sign_on(issuer))


def test_a_wrong_state_is_refused(issuer: Issuer, lin: Any) -> None:
    client = Client()
    sent = client.get(reverse("brand_login"))
    code, _state = issuer.authorize(sent["Location"])
    answer = client.get(
        reverse("brand_callback"),
        {"code": code, "state": "forged"},
    )
    assert is_refused(client, answer)
    assert "/token" not in issuer.asked


def test_the_state_of_another_browser_is_refused(
    issuer: Issuer,
    lin: Any,
) -> None:
    sent = Client().get(reverse("brand_login"))
    code, state = issuer.authorize(sent["Location"])
    victim = Client()
    answer = victim.get(
        reverse("brand_callback"),
        {"code": code, "state": state},
    )
    assert is_refused(victim, answer)


def test_a_code_is_good_once(issuer: Issuer, lin: Any) -> None:
    client = Client()
    sent = client.get(reverse("brand_login"))
    code, state = issuer.authorize(sent["Location"])
    given = {"code": code, "state": state}
    assert client.get(reverse("brand_callback"), given).status_code == 302
    stranger = Client()
    assert is_refused(
        stranger,
        stranger.get(reverse("brand_callback"), given),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 60},
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"sub": ""},
    ],
    ids=["nonce", "no nonce", "expired", "issuer", "audience", "nobody"],
)
def test_a_wrong_id_token_is_refused(
    issuer: Issuer,
    lin: Any,
    changed: dict[str, Any],
) -> None:
    issuer.token = changed
    assert is_refused(*sign_on(issuer))


def test_an_id_token_of_another_key_is_refused(
    issuer: Issuer,
    lin: Any,
) -> None:
    issuer.key = OTHER_KEY
    assert is_refused(*sign_on(issuer))


def test_user_info_about_somebody_else_is_refused(
    issuer: Issuer,
    lin: Any,
) -> None:
    issuer.userinfo = {"sub": "u-18", "email": "boss@example.org"}
    assert is_refused(*sign_on(issuer))


def test_a_person_who_cancels_is_told_so(issuer: Issuer) -> None:
    client = Client()
    sent = client.get(reverse("brand_login"))
    _code, state = issuer.authorize(sent["Location"])
    answer = client.get(
        reverse("brand_callback"),
        {"error": "access_denied", "state": state},
    )
    assert is_refused(client, answer)


def test_an_issuer_that_is_away_is_no_error_of_ours(
    issuer: Issuer,
    settings: Any,
) -> None:
    issuer.url = "http://127.0.0.1:9"
    configure(settings, issuer)
    client = Client()
    assert client.get(reverse("brand_login")).status_code == 502


def test_an_issuer_that_says_too_little_is_no_error_of_ours(
    issuer: Issuer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Issuer, "answer", lambda *_asked: (200, {}))
    assert Client().get(reverse("brand_login")).status_code == 502


def test_a_second_factor_is_asked_after_the_sign_on(
    issuer: Issuer,
    lin: Any,
) -> None:
    TOTP.activate(lin, "JBSWY3DPEHPK3PXP")
    client, answer = sign_on(issuer)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not has_entered(client)


@pytest.mark.parametrize("counts", [True, False])
def test_the_sign_on_counts_as_second_factor_if_the_settings_say_so(
    issuer: Issuer,
    settings: Any,
    lin: Any,
    counts: bool,
) -> None:
    configure(settings, issuer, OIDC_SECOND_FACTOR=str(counts))
    settings.MFA_REQUIRED_ROLES = ["communicator"]
    client, _answer = sign_on(issuer)
    page = client.get(reverse("own_account"))
    assert page.status_code == (200 if counts else 302)


def test_it_does_not_lead_to_other_sites(issuer: Issuer, lin: Any) -> None:
    client = Client()
    sent = client.get(reverse("brand_login"), {"next": "https://evil.example"})
    code, state = issuer.authorize(sent["Location"])
    answer = client.get(
        reverse("brand_callback"),
        {"code": code, "state": state},
    )
    assert answer["Location"].startswith("/")
