"""Decisions of staff about roles."""

from datetime import timedelta

import pytest
from django.urls import reverse

from common.errors import DomainError
from kocops.nightly import run_nightly
from roles.models import RoleSpell
from roles.services.overrides import override_role
from tests.conftest import NOW
from tests.roles.community import TONIGHT, member

pytestmark = pytest.mark.django_db


def test_the_night_follows_the_decision_of_staff(
    tonight,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW, tick=False)
    client, address = (
        as_role("communicator"),
        reverse("roles:override_create", args=[member("geek").pk]),
    )
    wrong = {
        "role": "0",
        "holds": "0",
        "reason": "收费答疑",
        "until": "2020-01-01",
    }
    assert client.post(address, wrong).status_code == 400
    assert (
        client.post(
            address,
            {**wrong, "reason": "", "until": "2026-06-30"},
        ).status_code
        == 422
    )
    assert (
        client.post(address, {**wrong, "until": "2026-06-30"}).status_code
        == 302
    )
    run_nightly(
        business_date=TONIGHT + timedelta(days=1),
        clock=lambda: NOW + timedelta(days=1),
    )
    assert RoleSpell.objects.get(
        member=member("geek"),
    ).ended_on == TONIGHT + timedelta(days=1)
    assert (
        "收费答疑"
        in client.get(member("geek").get_absolute_url()).content.decode()
    )
    client.post(reverse("roles:override_withdraw", args=[member("geek").pk]))
    run_nightly(
        business_date=TONIGHT + timedelta(days=2),
        clock=lambda: NOW + timedelta(days=2),
    )
    assert RoleSpell.objects.open().filter(member=member("geek")).exists()


def test_a_decision_ends_within_a_year(tonight) -> None:
    with pytest.raises(DomainError):
        override_role(
            member=member("geek"),
            role=0,
            holds=True,
            reason="x",
            until=NOW.date() + timedelta(days=400),
            now=NOW,
            today=NOW.date(),
            user=None,
        )
