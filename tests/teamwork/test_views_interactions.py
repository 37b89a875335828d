"""Logging quickly: channels, near days, and undo of promises."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from teamwork.models import Interaction
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def communicator(client: Client, accounts: dict[str, Any]) -> Client:
    client.force_login(accounts["communicator"])
    return client


@pytest.fixture
def promised(accounts: dict[str, Any]) -> Interaction:
    return Interaction.objects.create(
        key=uuid4(),
        member=MemberFactory(),
        summary="聊了",
        promise="寄书",
        due_on=timezone.localdate() + timedelta(days=1),
        promise_owner=accounts["communicator"],
        happened_at=timezone.now(),
        created_at=timezone.now(),
    )


def undo_of(page: Any) -> str:
    shown = [one.extra_tags for one in page.context["messages"]]
    return str(shown[0]).removeprefix("undo:")


def test_the_form_offers_the_channels_of_today(communicator: Client) -> None:
    member = MemberFactory()
    address = reverse("teamwork:interaction_create", args=[member.pk])
    form = communicator.get(address).context["form"]
    offered = [
        value for value, _label in form.fields["channel"].widget.choices
    ]
    assert offered == [
        "wecom",
        "sms",
        "mini",
        "feishu",
        "phone",
        "store",
        "event",
        "other",
    ]
    fields = {"key": uuid4(), "summary": "聊了", "channel": "store", "mood": 0}
    assert communicator.post(address, fields).status_code == 302
    draft = {**fields, "key": uuid4(), "channel": "wechat"}
    assert communicator.post(address, draft).status_code == 302
    late = {
        **fields,
        "key": uuid4(),
        "promise": "寄书",
        "due_on": "2020-01-01",
    }
    page = communicator.post(address, late)
    assert page.status_code == 422
    assert "due_on" in page.context["form"].errors


def test_a_kept_promise_is_opened_again(
    communicator: Client,
    promised: Interaction,
) -> None:
    keep = reverse("teamwork:promise_keep", args=[promised.pk])
    page = communicator.post(keep, {"outcome": "已寄"}, follow=True)
    communicator.post(undo_of(page))
    promised.refresh_from_db()
    assert (promised.kept_at, promised.outcome) == (None, "")


def test_a_moved_promise_goes_back_unless_it_moved_again(
    communicator: Client,
    promised: Interaction,
) -> None:
    before = promised.due_on
    move = reverse("teamwork:promise_move", args=[promised.pk])
    later = timezone.localdate() + timedelta(days=9)
    page = communicator.post(move, {"due_on": later}, follow=True)
    undo = undo_of(page)
    communicator.post(undo)
    promised.refresh_from_db()
    assert promised.due_on == before
    communicator.post(undo)
    promised.refresh_from_db()
    assert promised.due_on == before
    assert communicator.post(undo[:-3] + "x/").status_code == 404
