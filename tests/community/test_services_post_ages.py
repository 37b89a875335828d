"""Posts at fixed ages are kept as threads are read and as people react."""

from datetime import timedelta
from typing import Any

import pytest

from community.models import Post, PostAges
from community.services.questions import scan_new_threads
from members.models import Member
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import MORNING, ingest, post_row, react
from tests.factories.community import reaction_row as reaction

pytestmark = pytest.mark.django_db
DAY = 24 * 60


def figures(post: str) -> dict[str, int]:
    row = PostAges.objects.get(post__external_id=post)
    found = {}
    for field in row._meta.fields:
        value = getattr(row, field.name)
        if field.name != "post" and value:
            found[field.name] = value
    return found


def reacted(member: str, kind: str, **after: float) -> dict[str, Any]:
    at = MORNING + timedelta(minutes=1, **after)
    return reaction(member, kind, occurred_at=at.isoformat())


def test_distinct_people_by_1_7_and_28_days() -> None:
    source = EventSourceFactory()
    ingest(
        source,
        [
            post_row(1, "u1", "怎么设置充电上限？", thread="p1"),
            post_row(2, "u2", "在设置菜单里", thread="p1", minutes=60),
            post_row(3, "u2", "补充一张图", thread="p1", minutes=3 * DAY),
            post_row(4, "u3", "我也想知道", thread="p1", minutes=5 * DAY),
        ],
        now=NOW + timedelta(days=30),
    )
    scan_new_threads()
    react(
        source,
        [
            reacted("u2", "like", hours=1),
            reacted("u2", "favourite", hours=2),
            reacted("u4", "favourite", days=0.5),
            reacted("u1", "like", hours=3),
        ],
    )
    assert figures("p1") == {
        "reacted_1": 2,
        "reacted_7": 2,
        "reacted_28": 2,
        "saved_1": 2,
        "saved_7": 2,
        "saved_28": 2,
        "answered_1": 1,
        "answered_7": 2,
        "answered_28": 2,
    }
    assert not PostAges.objects.filter(post__external_id="p4").exists()


def test_thanks_count_by_the_age_at_which_they_came() -> None:
    source = EventSourceFactory()
    ingest(
        source,
        [
            post_row(1, "u1", "怎么设置充电上限？", thread="p1"),
            post_row(2, "u2", "在设置菜单里选八十", thread="p1", minutes=60),
            post_row(3, "u1", "谢谢，解决了", thread="p1", minutes=3 * DAY),
        ],
        now=NOW + timedelta(days=30),
    )
    scan_new_threads()
    assert figures("p2") == {"thanked_7": 1, "thanked_28": 1}


def test_two_records_of_one_person_count_once() -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "u1", "看看我的图", thread="p1")])
    scan_new_threads()
    react(
        source,
        [reacted("u2", "like", hours=1), reacted("u3", "like", hours=2)],
    )
    assert figures("p1")["reacted_7"] == 2
    kept, other = Member.objects.filter(
        identities__external_id__in=("u2", "u3"),
    ).order_by("pk")
    merge = merge_members(
        kept=kept,
        merged=other,
        take=(),
        reason="同一人",
        now=NOW,
        user=None,
    )
    assert figures("p1")["reacted_7"] == 1
    undo_merge(merge=merge, now=NOW, user=None)
    assert figures("p1")["reacted_7"] == 2
    assert Post.objects.count() == 1
