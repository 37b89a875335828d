"""Moods are read once, in the order of arrival, and follow edits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from activity.models import EventSource
from common.jobs.queue import run_job
from community.models import Post, PostFeatures
from immunity.models import MoodCursor, PostMood
from immunity.rules.mood_model import NEGATIVE, POSITIVE
from immunity.services.mood import SETTLED, read_moods
from kocops.schedule import SCHEDULE
from members.models import Member
from members.services.erasures import request_erasure
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
BAD = "这车太垃圾了，异响不断，后悔死了"
GOOD = "内饰好看，空间大，非常满意"
HOUR = timedelta(hours=1)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def source() -> EventSource:
    made: EventSource = EventSourceFactory()
    return made


def read(*, later: bool = False) -> Any:
    """Read everything, or what changed some time ago as well."""
    newest = Post.objects.order_by("-updated_at").first()
    moment = newest.updated_at if later and newest else NOW
    return read_moods(now=moment + 2 * SETTLED, most_batches=None)


def follow(source: EventSource, row: dict[str, Any], at: datetime) -> int:
    """Let a row about known posts arrive at a moment; return how many posts
    were followed once that was settled.
    """
    ingest(source, [row])
    changed = Post.objects.filter(external_id=row["external_id"])
    changed.update(updated_at=at)
    followed: int = read_moods(now=at + SETTLED).followed
    return followed


def test_posts_are_read_once(source: EventSource) -> None:
    ingest(source, [post_row(1, "甲", BAD), post_row(2, "乙", GOOD)])
    assert read()[:2] == (2, 2)
    assert read()[:2] == (0, 0)
    moods = PostMood.objects.order_by("pk").values_list("mood", flat=True)
    assert list(moods) == [NEGATIVE, POSITIVE]
    first = PostMood.objects.earliest("pk")
    assert first.posted_at == first.post.posted_at


def test_a_turn_reads_so_many_batches(
    source: EventSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("immunity.services.mood.BATCH_POSTS", 2)
    ingest(source, [post_row(number, "甲", BAD) for number in range(1, 6)])
    assert read_moods(now=NOW, most_batches=1).posts == 2
    assert read_moods(now=NOW, most_batches=1).posts == 2
    assert PostMood.objects.count() == 4


def test_who_is_no_person_and_what_is_not_chinese_is_left_out(
    source: EventSource,
) -> None:
    ingest(
        source,
        [
            post_row(1, "甲", BAD),
            post_row(2, "乙", "The car is awful, I regret it"),
        ],
    )
    Member.objects.filter(nickname="甲").update(kind="staff")
    Member.objects.filter(identities__external_id="甲").update(kind="staff")
    assert read()[:2] == (2, 0)


def test_edits_are_followed(source: EventSource) -> None:
    ingest(source, [post_row(1, "甲", BAD)])
    read()
    ingest(source, [post_row(1, "甲", GOOD)])
    assert Post.objects.get().edited_at is not None
    assert read(later=True).followed == 1
    assert PostMood.objects.get().mood == POSITIVE
    assert read(later=True).followed == 0


def test_deletions_are_followed(source: EventSource) -> None:
    ingest(source, [post_row(1, "甲", BAD)])
    read()
    ingest(source, [post_row(1, "甲", BAD, is_deleted=True)])
    assert Post.objects.get().is_deleted
    assert not PostMood.objects.counted().exists()
    assert read(later=True).followed == 1
    assert not PostMood.objects.exists()


def test_a_post_that_comes_back_unedited_is_read_again(
    source: EventSource,
) -> None:
    ingest(source, [post_row(1, "甲", BAD, version=1)])
    read()
    gone = post_row(1, "甲", BAD, version=2, is_deleted=True)
    assert follow(source, gone, LATER) == 1
    assert not PostMood.objects.exists()
    assert follow(source, post_row(1, "甲", BAD, version=3), LATER + HOUR) == 1
    assert Post.objects.get().edited_at is None
    assert PostMood.objects.get().mood == NEGATIVE


def test_what_was_looked_at_for_edits_is_not_looked_at_again(
    source: EventSource,
) -> None:
    ingest(source, [post_row(1, "甲", BAD), post_row(2, "乙", GOOD)])
    read()
    liked = post_row(2, "乙", GOOD, reaction_count=5)
    assert follow(source, liked, LATER) == 0
    cursor = MoodCursor.objects.get()
    assert cursor.changed_at == LATER
    assert cursor.changed_post == Post.objects.get(external_id="p2").pk
    # A clock that was ahead for a while does not lose the next edit.
    read_moods(now=LATER + timedelta(days=400))
    assert follow(source, post_row(1, "甲", GOOD), LATER + HOUR) == 1


def test_a_turn_that_is_due_each_minute_is_short(
    source: EventSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("immunity.services.mood.BATCH_POSTS", 1)
    ingest(source, [post_row(number, "甲", BAD) for number in range(1, 6)])
    assert read_moods(now=NOW).posts == 2
    assert SCHEDULE["moods"].lane != SCHEDULE["early warning"].lane


def test_a_change_is_followed_when_its_transaction_has_ended(
    source: EventSource,
) -> None:
    ingest(source, [post_row(1, "甲", BAD)])
    read()
    ingest(source, [post_row(1, "甲", GOOD)])
    changed_at = Post.objects.get().updated_at
    soon = changed_at + SETTLED - timedelta(seconds=1)
    assert read_moods(now=soon).followed == 0
    assert read_moods(now=changed_at + SETTLED).followed == 1
    assert MoodCursor.objects.get().changed_post == Post.objects.get().pk


def test_paid_posts_do_not_count(source: EventSource) -> None:
    ingest(source, [post_row(1, "甲", GOOD)])
    read()
    assert PostMood.objects.counted().count() == 1
    Post.objects.update(is_paid=True)
    assert PostMood.objects.counted().count() == 0


@pytest.mark.parametrize(("is_paid", "count"), [(True, 0), (False, 1)])
def test_posts_that_are_known_to_be_paid_do_not_count(
    source: EventSource, *, is_paid: bool, count: int
) -> None:
    ingest(source, [post_row(1, "甲", GOOD)])
    read()
    post = Post.objects.get()
    PostFeatures.objects.create(
        post=post,
        author=post.author,
        posted_at=post.posted_at,
        is_paid=is_paid,
    )
    assert PostMood.objects.counted().count() == count


def test_moods_of_the_erased_are_gone(source: EventSource) -> None:
    ingest(source, [post_row(1, "甲", BAD), post_row(2, "乙", GOOD)])
    read()
    member = Post.objects.earliest("pk").author
    erasure = request_erasure(
        member_id=member.pk, reason="本人要求", user=None, now=NOW
    )
    run_job(job_id=erasure.job_id, clock=lambda: NOW)
    assert PostMood.objects.count() == 1
    read(later=True)
    assert PostMood.objects.count() == 1


def test_the_page_opens_without_posts(
    client: Client, accounts: dict[str, Any]
) -> None:
    client.force_login(accounts["lead"])
    assert client.get("/mood/").status_code == 200
