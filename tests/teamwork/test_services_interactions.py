"""A key is logged once; the same key with other content is refused, not dropped."""

from datetime import UTC, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from common.api.problems import status_of
from common.errors import DomainError
from teamwork.models import Interaction
from teamwork.services.interactions import log_interaction
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db


def test_a_known_key_with_other_content_is_refused() -> None:
    member, key = MemberFactory(), uuid4()
    said = {"key": key, "member": member, "now": NOW, "user": None}
    log_interaction(**said, summary="聊了续航")
    with pytest.raises(DomainError) as error:
        log_interaction(**said, summary="聊了充电")
    assert (error.value.code, status_of(error.value)) == ("key_reused", 422)
    assert Interaction.objects.get().summary == "聊了续航"


def test_the_same_moment_in_another_zone_is_the_same_content() -> None:
    member, key = MemberFactory(), uuid4()
    said = {
        "key": key,
        "member": member,
        "now": NOW,
        "user": None,
        "summary": "聊了续航",
    }
    at = (NOW - timedelta(hours=1)).astimezone(UTC)
    _row, first = log_interaction(**said, happened_at=at)
    _row, again = log_interaction(
        **said,
        happened_at=at.astimezone(timezone(timedelta(hours=8))),
    )
    assert (first, again) == (True, False)


def test_a_moved_promise_does_not_change_what_was_sent() -> None:
    member, key = MemberFactory(), uuid4()
    said = {
        "key": key,
        "member": member,
        "now": NOW,
        "user": None,
        "summary": "聊了续航",
    }
    said |= {"promise": "问工程师", "due_on": NOW.date()}
    row, _is_new = log_interaction(**said)
    Interaction.objects.filter(pk=row.pk).update(
        due_on=NOW.date() + timedelta(days=3),
    )
    assert log_interaction(**said) == (row, False)


def test_a_reused_key_is_a_422_for_machines(client: Any, token: Any) -> None:
    member, key = MemberFactory(), str(uuid4())
    headers = token("interactions:write")
    body = {"key": key, "member": member.pk, "summary": "聊了续航"}
    answers = [
        client.post(
            "/api/v1/interactions/",
            sent,
            content_type="application/json",
            headers=headers,
        )
        for sent in (body, body, {**body, "summary": "聊了充电"})
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 422]
    assert answers[2].json()["title"] == "key_reused"


def test_a_machine_logs_with_the_unmerged_member(
    client: Any,
    token: Any,
) -> None:
    kept, merged = MemberFactory(), MemberFactory()
    merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    body = {"key": str(uuid4()), "member": merged.pk, "summary": "聊了续航"}
    headers = token("interactions:write")
    answer = client.post(
        "/api/v1/interactions/",
        body,
        content_type="application/json",
        headers=headers,
    )
    assert (answer.status_code, answer.json()["member"]) == (201, kept.pk)


def test_what_is_logged_on_a_merged_member_is_the_unmerged_ones(
    as_role: Any,
) -> None:
    kept, merged = MemberFactory(), MemberFactory()
    merge_members(
        kept=kept,
        merged=merged,
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    form = {
        "key": str(uuid4()),
        "summary": "电话里聊的",
        "channel": "phone",
        "mood": "0",
    }
    answer = as_role("lead").post(
        f"/members/{merged.pk}/interactions/new/",
        form,
    )
    assert answer.status_code == 302
    assert Interaction.objects.get().member == kept
