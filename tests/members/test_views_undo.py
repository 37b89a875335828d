"""What was taken away from a member is given back, as it was."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.models import (
    Member,
    MemberIdentity,
    MemberTag,
    SoftwareSpell,
    VehicleOwnership,
)
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def communicator(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["communicator"])
    return client


@pytest.fixture
def member() -> Member:
    made: Member = MemberFactory()
    return made


def undo_of(page: Any) -> str:
    shown = [one.extra_tags for one in page.context["messages"]]
    return str(shown[0]).removeprefix("undo:")


def test_a_rejected_tag_comes_back_as_it_was(
    communicator: Client,
    member: Member,
) -> None:
    tag = MemberTag.objects.create(
        member=member,
        name="露营",
        source="computed",
        weight=0.4,
    )
    address = reverse("members:untag_member", args=[member.pk, tag.pk])
    page = communicator.post(address, follow=True)
    tag.refresh_from_db()
    assert tag.is_rejected
    undo = undo_of(page)
    communicator.post(undo)
    tag.refresh_from_db()
    assert (tag.source, tag.weight, tag.is_rejected) == (
        "computed",
        0.4,
        False,
    )
    assert communicator.post(undo[:-2] + "x/").status_code == 404


def test_an_id_comes_back_unless_another_has_it(
    communicator: Client,
    member: Member,
) -> None:
    identity = MemberIdentity.objects.create(
        member=member,
        platform="app",
        external_id="1",
    )
    address = reverse("members:identity_remove", args=[member.pk, identity.pk])
    undo = undo_of(communicator.post(address, follow=True))
    assert not member.identities.exists()
    communicator.post(undo)
    assert str(member.identities.get()) == "app:1"
    communicator.post(
        reverse(
            "members:identity_remove",
            args=[member.pk, member.identities.get().pk],
        ),
    )
    MemberIdentity.objects.create(
        member=MemberFactory(),
        platform="app",
        external_id="1",
    )
    communicator.post(undo)
    assert not member.identities.exists()


def test_a_software_version_comes_back(
    communicator: Client,
    member: Member,
) -> None:
    car = VehicleOwnership.objects.create(member=member, model_series="S")
    spell = SoftwareSpell.objects.create(
        vehicle=car,
        version="3.1",
        started_on=date(2026, 1, 2),
    )
    address = reverse("members:software_remove", args=[car.pk, spell.pk])
    undo = undo_of(communicator.post(address, follow=True))
    assert not car.software.exists()
    communicator.post(undo)
    back = car.software.get()
    assert (back.version, back.started_on) == ("3.1", date(2026, 1, 2))
