"""Scripts in the interaction form: offered, filled, recorded, and merged."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from common.errors import Conflict, Unprocessable
from knowledge.models import ScriptUse
from knowledge.services.approval import retire_version
from teamwork.models import Interaction
from teamwork.services.interactions import log_interaction
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import approved, drafted

pytestmark = pytest.mark.django_db


def usable(accounts: dict[str, Any], **about: Any) -> Any:
    now = timezone.now() - timedelta(days=2)
    return approved(accounts["planner"], accounts["lead"], now=now, **about)


def form_of(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "summary": "聊了露营",
        "channel": "wecom",
        "mood": "0",
        **more,
    }


def test_the_form_offers_filled_texts(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    usable(accounts, title="甲", text="{nickname}您好")
    usable(accounts, title="乙", text="{nickname}，{date}见")
    drafted(accounts["planner"], title="未批准的一条")
    member = MemberFactory(nickname="小满")
    page = as_role("communicator").get(
        f"/members/{member.pk}/interactions/new/"
    )
    shown = page.content.decode()
    assert "小满您好" in shown
    assert "未批准的一条" not in shown
    assert "小满，" not in shown, "nothing half-filled"


def test_what_is_missing_is_filled_by_hand(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    version = usable(accounts, text="{nickname}，{date}在{place}见")
    member = MemberFactory(nickname="小满")
    address = f"/members/{member.pk}/scripts/{version.pk}/"
    client = as_role("communicator")
    slot = f"slot_{version.pk}"
    half = client.get(address, {f"{slot}_date": "周六"}).content.decode()
    assert "data-copy=" not in half and 'value="周六"' in half
    given = {f"{slot}_date": "周六", f"{slot}_place": "安吉"}
    whole = client.get(address, given).content.decode()
    assert "小满，周六在安吉见" in whole and "data-copy=" in whole
    retire_version(
        version_id=version.pk,
        reason="x",
        now=timezone.now(),
        user=accounts["lead"],
    )
    assert client.get(address, given).status_code == 404


def test_offers_are_found_by_pinyin(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    usable(accounts, title="首次欢迎", text="甲的话")
    usable(accounts, title="回应传言", text="乙的话")
    member = MemberFactory()
    address = f"/members/{member.pk}/scripts/"
    shown = as_role("planner").get(address, {"q": "huanying"}).content.decode()
    assert "甲的话" in shown and "乙的话" not in shown


def test_the_interaction_keeps_the_version(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    version = usable(accounts)
    member = MemberFactory()
    client = as_role("communicator")
    address = f"/members/{member.pk}/interactions/new/"
    client.post(address, form_of(script_version=version.pk))
    row = Interaction.objects.get()
    assert row.script_use is not None
    assert row.script_use.version == version
    assert row.script_use.used_by == accounts["communicator"]
    page = client.get("/interactions/?columns=member,script").content.decode()
    assert version.script.get_absolute_url() in page


def test_an_expired_choice_stores_nothing(
    as_role: Any, accounts: dict[str, Any]
) -> None:
    version = usable(accounts, days=1)
    member = MemberFactory()
    answer = as_role("communicator").post(
        f"/members/{member.pk}/interactions/new/",
        form_of(script_version=version.pk),
    )
    assert answer.status_code == 409
    assert not Interaction.objects.exists() and not ScriptUse.objects.exists()


def test_sent_twice_it_is_used_once(accounts: dict[str, Any]) -> None:
    version = usable(accounts)
    now = timezone.now()
    log = partial(
        log_interaction,
        key=uuid4(),
        member=MemberFactory(),
        now=now,
        user=accounts["lead"],
        summary="n",
        happened_at=now,
    )
    log(script_version=version.pk)
    log(script_version=version.pk)
    assert ScriptUse.objects.count() == 1
    with pytest.raises(Unprocessable):
        log(script_version=None)
    with pytest.raises(Conflict):
        log(key=uuid4(), script_version=version.pk + 99)


def test_a_use_follows_the_member_there_and_back(
    accounts: dict[str, Any],
) -> None:
    version = usable(accounts)
    kept, merged = MemberFactory(), MemberFactory()
    now = timezone.now()
    merge = merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一人",
        now=now,
        user=accounts["lead"],
    )
    log_interaction(
        key=uuid4(),
        member=merged,
        now=now,
        user=accounts["lead"],
        summary="n",
        happened_at=now,
        script_version=version.pk,
    )
    assert ScriptUse.objects.get().member == kept
    undo_merge(merge=merge, now=now, user=accounts["lead"])
    assert ScriptUse.objects.get().member == merged


def test_machines_name_the_version_they_used(
    accounts: dict[str, Any], token: Any
) -> None:
    version = usable(accounts)
    body = {
        "key": str(uuid4()),
        "member": MemberFactory().pk,
        "summary": "n",
        "script_version": version.pk,
    }
    machine = Client(headers=token("interactions:write", "interactions:read"))
    answer = machine.post(
        "/api/v1/interactions/", body, content_type="application/json"
    )
    assert answer.status_code == 201
    assert answer.json()["script"] == version.script_id
    assert Interaction.objects.get().script_use is not None
