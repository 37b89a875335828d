"""Approval by another person, expiry, and what the database itself refuses."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from common.db.edits import EditConflict
from common.errors import Conflict, Forbidden, Invalid
from knowledge.models import ScriptUse, ScriptVersion
from knowledge.services.approval import (
    approve_version,
    retire_version,
    return_version,
    submit_version,
)
from knowledge.services.scripts import begin_version, edit_draft
from knowledge.services.uses import record_use
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import TODAY, approved, drafted

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=30)


def submitted(author: Any, **about: Any) -> ScriptVersion:
    version = drafted(author, **about)
    return submit_version(version_id=version.pk, now=NOW, user=author)


def approve(version: ScriptVersion, user: Any, **how: Any) -> ScriptVersion:
    return approve_version(
        version_id=version.pk,
        valid_until=how.get("valid_until", SOON),
        now=how.get("now", NOW),
        user=user,
    )


def test_another_person_approves(accounts: dict[str, Any]) -> None:
    version = approve(submitted(accounts["planner"]), accounts["lead"])
    version.refresh_from_db()
    assert (version.state, version.valid_until) == ("approved", SOON)
    kinds = version.changes.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["created", "submitted", "approved"]


def test_who_wrote_it_does_not_approve(accounts: dict[str, Any]) -> None:
    version = submitted(accounts["lead"])
    with pytest.raises(Forbidden):
        approve(version, accounts["lead"])
    version.refresh_from_db()
    assert version.state == "submitted"


def test_who_wrote_a_part_does_not_approve(accounts: dict[str, Any]) -> None:
    """A colleague's correction of a comma does not make it their text alone."""
    version = drafted(accounts["lead"])
    edit_draft(
        version_id=version.pk,
        changes={"text": version.text + "！"},
        opened={"text": version.text},
        now=NOW,
        user=accounts["planner"],
    )
    submit_version(version_id=version.pk, now=NOW, user=accounts["planner"])
    with pytest.raises(Forbidden):
        approve(version, accounts["lead"])


@pytest.mark.parametrize("days", [-1, 367])
def test_past_and_far_days_are_refused(
    accounts: dict[str, Any], days: int
) -> None:
    version = submitted(accounts["planner"])
    until = TODAY + timedelta(days=days)
    with pytest.raises(Invalid):
        approve(version, accounts["lead"], valid_until=until)


def test_a_new_version_replaces_the_former(accounts: dict[str, Any]) -> None:
    first = approved(accounts["planner"], accounts["lead"])
    second = begin_version(
        script_id=first.script_id, now=NOW, user=accounts["planner"]
    )
    first.refresh_from_db()
    assert first.state == "approved", "usable until the new one is approved"
    submit_version(version_id=second.pk, now=NOW, user=accounts["planner"])
    approve(second, accounts["lead"])
    first.refresh_from_db()
    assert first.state == "retired"
    assert "2" in first.changes.first().reason


def test_only_one_version_is_in_work(accounts: dict[str, Any]) -> None:
    version = drafted(accounts["planner"])
    with pytest.raises(Conflict):
        begin_version(
            script_id=version.script_id, now=NOW, user=accounts["lead"]
        )


def test_sent_back_with_a_reason(accounts: dict[str, Any]) -> None:
    version = submitted(accounts["planner"])
    with pytest.raises(Invalid):
        return_version(
            version_id=version.pk, reason=" ", now=NOW, user=accounts["lead"]
        )
    return_version(
        version_id=version.pk, reason="太长", now=NOW, user=accounts["lead"]
    )
    version.refresh_from_db()
    assert (version.state, version.submitted_at) == ("draft", None)
    assert version.changes.first().reason == "太长"


def test_retired_ones_never_come_back(accounts: dict[str, Any]) -> None:
    version = approved(accounts["planner"], accounts["lead"])
    retire = partial(
        retire_version, version_id=version.pk, now=NOW, user=accounts["lead"]
    )
    with pytest.raises(Invalid):
        retire(reason="")
    retire(reason="活动结束")
    with pytest.raises(Conflict):
        retire(reason="again")
    with pytest.raises(Conflict):
        approve(version, accounts["lead"])


def test_a_draft_changed_meanwhile_is_shown(accounts: dict[str, Any]) -> None:
    version = drafted(accounts["planner"])
    opened = {"text": version.text}
    edit = partial(edit_draft, version_id=version.pk, opened=opened, now=NOW)
    edit(changes={"text": "{nickname}，欢迎！"}, user=accounts["lead"])
    with pytest.raises(EditConflict) as raised:
        edit(changes={"text": "{nickname}，您好！"}, user=accounts["planner"])
    assert raised.value.current == {"text": "{nickname}，欢迎！"}


def test_submitted_texts_cannot_be_edited(accounts: dict[str, Any]) -> None:
    version = submitted(accounts["planner"])
    with pytest.raises(Conflict):
        edit_draft(
            version_id=version.pk,
            changes={"text": "您好"},
            opened={},
            now=NOW,
            user=accounts["planner"],
        )


def refuse(version: ScriptVersion, name: str, **values: Any) -> None:
    """Check that the database refuses values written in any way."""
    rows = ScriptVersion.objects.filter(pk=version.pk)
    with (
        pytest.raises((IntegrityError, DatabaseError)) as raised,
        transaction.atomic(),
    ):
        rows.update(**values)
    assert name in str(raised.value)


def test_the_database_refuses_own_approval(accounts: dict[str, Any]) -> None:
    version = submitted(accounts["planner"])
    refuse(
        version,
        "script_approved_by_another",
        state="approved",
        approver=accounts["planner"],
        approved_at=NOW,
        valid_until=SOON,
    )


def test_the_database_asks_for_an_expiry(accounts: dict[str, Any]) -> None:
    refuse(
        submitted(accounts["planner"]),
        "script_approved_expires",
        state="approved",
        approver=accounts["lead"],
        approved_at=NOW,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"text": "您好"},
        {"valid_until": TODAY + timedelta(days=365)},
        {"number": 7},
        {"state": "draft", "approved_at": None, "valid_until": None},
    ],
)
def test_the_database_keeps_approved_texts(
    accounts: dict[str, Any], values: dict[str, Any]
) -> None:
    version = approved(accounts["planner"], accounts["lead"])
    refuse(version, "never changes", **values)


def test_a_deleted_account_leaves_its_texts(accounts: dict[str, Any]) -> None:
    version = approved(accounts["planner"], accounts["lead"])
    accounts["lead"].delete()
    accounts["planner"].delete()
    version.refresh_from_db()
    assert (version.author, version.approver) == (None, None)
    assert version.state == "approved"


def test_an_expired_script_is_not_used(accounts: dict[str, Any]) -> None:
    version = approved(accounts["planner"], accounts["lead"], days=5)
    member = MemberFactory()
    use = partial(
        record_use,
        version_id=version.pk,
        member_id=member.pk,
        place=ScriptUse.Place.INTERACTION,
        user=accounts["communicator"],
    )
    use(now=NOW + timedelta(days=5))
    with pytest.raises(Conflict):
        use(now=NOW + timedelta(days=6))
    with pytest.raises(IntegrityError) as raised, transaction.atomic():
        ScriptUse.objects.update(used_on=TODAY + timedelta(days=6))
    assert "script_used_before_expiry" in str(raised.value)
