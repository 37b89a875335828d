"""The FAQ: nothing is public before its author agrees, or after they do not."""

from functools import partial
from typing import Any

import pytest

from common.errors import Conflict
from community.models import Post
from knowledge.models import FaqEntry
from knowledge.selectors.faq import proposed_entry
from knowledge.services.faq import (
    create_entry,
    edit_entry,
    publish_entry,
    record_author_consent,
    withdraw_entry,
)
from tests.conftest import NOW
from tests.factories.members import MemberFactory
from tests.knowledge.scripts import posted

pytestmark = pytest.mark.django_db


def entered(user: Any, **post: Any) -> FaqEntry:
    return create_entry(
        post=posted(**post),
        question="胎压多少合适？",
        answer="按门框铭牌的冷态胎压。",
        now=NOW,
        user=user,
    )


def say(entry: FaqEntry, is_given: bool) -> None:
    record_author_consent(
        entry=entry, is_given=is_given, note="微信", now=NOW, user=None
    )


def is_public(entry: FaqEntry) -> bool:
    return FaqEntry.objects.public().filter(pk=entry.pk).exists()


def test_public_only_while_the_author_agrees(accounts: dict[str, Any]) -> None:
    entry = entered(accounts["planner"])
    publish = partial(
        publish_entry, entry_id=entry.pk, now=NOW, user=accounts["planner"]
    )
    with pytest.raises(Conflict):
        publish()
    say(entry, True)
    assert not is_public(entry), "agreed, but nobody has published it"
    publish()
    assert is_public(entry)
    say(entry, False)
    assert not is_public(entry)
    say(entry, True)
    assert is_public(entry)


def test_a_deleted_post_is_not_quoted(accounts: dict[str, Any]) -> None:
    entry = entered(accounts["planner"])
    say(entry, True)
    publish_entry(entry_id=entry.pk, now=NOW, user=None)
    Post.objects.update(is_deleted=True)
    assert not is_public(entry)
    with pytest.raises(Conflict):
        publish_entry(entry_id=entry.pk, now=NOW, user=None)


def test_consent_for_another_purpose_does_not_count(
    accounts: dict[str, Any],
) -> None:
    entry = entered(accounts["planner"])
    entry.post.author.consents.create(
        purpose="engineering", is_given=True, note="微信", recorded_at=NOW
    )
    with pytest.raises(Conflict):
        publish_entry(entry_id=entry.pk, now=NOW, user=None)


def test_taken_out_by_staff(accounts: dict[str, Any]) -> None:
    entry = entered(accounts["planner"])
    say(entry, True)
    publish_entry(entry_id=entry.pk, now=NOW, user=None)
    withdraw_entry(entry_id=entry.pk)
    assert not is_public(entry)


def test_a_post_is_taken_once(accounts: dict[str, Any]) -> None:
    entry = entered(accounts["planner"])
    with pytest.raises(Conflict):
        create_entry(
            post=entry.post,
            question="再来",
            answer="一次",
            now=NOW,
            user=None,
        )


def test_found_by_what_it_says_now(accounts: dict[str, Any]) -> None:
    entry = entered(accounts["planner"])
    assert FaqEntry.objects.saying("taiya").exists()
    edit_entry(
        entry_id=entry.pk,
        changes={"question": "滤芯多久换？"},
        opened={"question": entry.question},
        now=NOW,
    )
    assert not FaqEntry.objects.saying("taiya").exists()
    assert FaqEntry.objects.saying("lx").get() == entry
    assert FaqEntry.objects.saying("冷態").exists()


def test_the_question_of_the_thread_is_proposed() -> None:
    member = MemberFactory()
    asked = posted(
        title="", text="滤芯 多久换？", thread_key="t1", is_opening=True
    )
    answer = posted(
        author=member,
        source=asked.source,
        thread_key="t1",
        text="一年一换",
        is_opening=False,
    )
    assert proposed_entry(answer) == {
        "question": "滤芯 多久换？",
        "answer": "一年一换",
    }
