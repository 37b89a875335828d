"""A forum is read to its end by cursor: nothing lost, nothing doubled, also
when a pull is cut off, slowed down or refused.
"""

from typing import Any

import pytest

from activity.models import ActivityEvent
from community.models import Post, Reaction
from integrations.models import Connection
from integrations.services import row_storage
from integrations.services import running as running_module
from integrations.services.connections import change_connection, reset_cursors
from integrations.services.running import run_due_connections
from members.models import Member
from tests.integrations.fakes import FakeDiscourse, running

SECRETS = {"username": "system", "api_key": "the-key"}


def filled_forum() -> FakeDiscourse:
    """A forum of 40 topics with gaps of 200 ids, replies, likes and what is no post."""
    forum = FakeDiscourse()
    for topic in range(40):
        number = 3 * topic + (200 if topic >= 20 else 0) + 1
        day = f"2026-04-{topic % 28 + 1:02}"
        forum.post(
            number, topic, at=f"{day}T08:00:00.000Z", user=topic % 9 + 1
        )
        forum.post(
            number + 1,
            topic,
            at=f"{day}T09:00:00.000Z",
            user=50,
            position=2,
            raw='[quote="user1, post:1, topic:1"]\n异响\n[/quote]\n换刹车片，搞定了',
        )
        forum.likers[number] = [50, 51]
    forum.post(400, 99, at="2026-05-01T08:00:00.000Z", post_type=3)
    forum.post(
        401,
        99,
        at="2026-05-01T08:00:00.000Z",
        archetype="private_message",
    )
    forum.users = [
        {
            "id": -1,
            "username": "system",
            "created_at": "2020-01-01T00:00:00.000Z",
        },
        {
            "id": 1,
            "username": "user1",
            "created_at": "2021-03-04T20:00:00.000Z",
        },
    ]
    return forum


def stored() -> dict[str, Any]:
    """Return everything that came of a forum."""
    return {
        "posts": sorted(
            Post.objects.values_list(
                "external_id",
                "author__nickname",
                "text",
                "is_deleted",
                "reaction_count",
            ),
        ),
        "likes": sorted(
            Reaction.objects.values_list(
                "post__external_id", "member__nickname"
            ),
        ),
        "events": sorted(
            ActivityEvent.objects.values_list("external_id", "kind"),
        ),
    }


def run_until_done(clock: Any, connection: Connection) -> None:
    """Let workers run the connection, with as much time between as they wait."""
    for _turn in range(60):
        run_due_connections(clock=clock)
        connection.refresh_from_db()
        if connection.state == "ok" and connection.next_run_at > clock.now:
            return
        clock.now = max(clock.now, connection.next_run_at)
    raise AssertionError(connection.last_error)


def test_a_forum_is_read_past_empty_pages(connect: Any, clock: Any) -> None:
    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)

    assert Post.objects.count() == 80
    assert Reaction.objects.count() == 80
    assert not Post.objects.filter(text__contains="quote").exists()
    opening = Post.objects.get(external_id="1")
    assert (opening.title, opening.reaction_count) == ("话题0", 2)
    joined = Member.objects.get(nickname="车友1").joined_on
    assert joined.isoformat() == "2021-03-05", "the day in China"
    assert connection.runs.get().counts["reasons"] == {
        "not_a_regular_post": 1,
        "private_message": 1,
        "system_account": 1,
    }


def test_reading_again_changes_nothing(connect: Any, clock: Any) -> None:
    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)
        before = stored()
        reset_cursors(connection=connection, now=clock.now)
        run_until_done(clock, connection)

    assert stored() == before


@pytest.mark.parametrize("died_after", [1, 2, 7, 30])
def test_killed_and_resumed_gives_the_same_rows(
    connect: Any,
    clock: Any,
    monkeypatch: Any,
    died_after: int,
) -> None:
    """A worker dies between the rows of a step and its cursor."""
    moved = running_module._move_cursors
    left = [died_after]

    def die(*args: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise SystemExit
        moved(*args)

    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        monkeypatch.setattr(running_module, "_move_cursors", die)
        with pytest.raises(SystemExit):
            run_due_connections(clock=clock)
        run_until_done(clock, connection)

    assert len(stored()["posts"]) == 80
    assert len(stored()["likes"]) == 80
    assert len(stored()["events"]) == 160


def test_429_waits_as_long_as_asked_and_goes_on(
    connect: Any,
    clock: Any,
) -> None:
    with running(filled_forum()) as forum:
        forum.limit = 5
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_due_connections(clock=clock)
        connection.refresh_from_db()
        assert (connection.state, connection.last_error) == (
            "failing",
            "rate_limited",
        )
        waits = (connection.next_run_at - clock.now).total_seconds()
        assert waits >= 37
        asked = len(forum.asked)
        run_due_connections(clock=clock)
        assert len(forum.asked) == asked, "nothing is asked meanwhile"
        forum.limit = None
        run_until_done(clock, connection)

    assert (Post.objects.count(), Reaction.objects.count()) == (80, 80)


def test_answers_that_break_off_are_asked_again(
    connect: Any,
    clock: Any,
) -> None:
    with running(filled_forum()) as forum:
        forum.broken = {1, 4, 9}
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_due_connections(clock=clock)
        connection.refresh_from_db()
        assert connection.last_error == "unreachable"
        run_until_done(clock, connection)

    assert (Post.objects.count(), Reaction.objects.count()) == (80, 80)


def test_edits_and_deletions_of_late_posts_are_seen(
    connect: Any,
    clock: Any,
) -> None:
    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)
        last = max(number for number in forum.posts if number < 400)
        forum.posts[last] |= {
            "raw": "还是有异响",
            "version": 2,
            "updated_at": "2026-05-19T00:00:00.000Z",
        }
        del forum.posts[last - 1]
        clock.pass_(minutes=10)
        run_until_done(clock, connection)

    assert Post.objects.get(external_id=str(last)).text == "还是有异响"
    assert Post.objects.get(external_id=str(last - 1)).is_deleted
    assert Post.objects.filter(is_deleted=False).count() == 79


def test_posts_that_move_between_pages_come_once(
    connect: Any,
    clock: Any,
) -> None:
    with running(filled_forum()) as forum:

        def write(number: int) -> None:
            if number in (3, 8, 20):
                at = "2026-05-02T08:00:00.000Z"
                forum.post(500 + number, 200 + number, at=at)

        forum.before_request = write
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)
        forum.before_request = lambda number: None
        clock.pass_(minutes=10)
        run_until_done(clock, connection)

    assert Post.objects.count() == 83
    assert len(stored()["events"]) == 163


def test_a_wrong_key_is_told_in_words(
    connect: Any,
    clock: Any,
    as_role: Any,
) -> None:
    with running(filled_forum()) as forum:
        wrong = {**SECRETS, "api_key": "old"}
        connection, _secret = connect("discourse", forum.url, **wrong)
        run_due_connections(clock=clock)
        page = as_role("admin").get(connection.get_absolute_url())
        page.wsgi_request.session["_language"] = "en"
        connection.refresh_from_db()
        assert connection.last_error == "wrong_secret"
        assert "403" in page.content.decode()
        change_connection(
            connection=connection,
            name=connection.name,
            base_url=forum.url,
            values=SECRETS,
            now=clock.now,
        )
        run_until_done(clock, connection)

    assert (connection.last_error, connection.failures) == ("", 0)
    assert Post.objects.count() == 80


def test_of_a_page_only_the_row_that_cannot_be_stored_is_refused(
    connect: Any,
    clock: Any,
    monkeypatch: Any,
) -> None:
    store = row_storage.store_rows

    def refuse_one(**named: Any) -> Any:
        ids = {row["external_id"] for row in named["rows"].posts}
        if "31" in ids:
            raise RuntimeError("no database keeps this")
        return store(**named)

    monkeypatch.setattr(row_storage, "store_rows", refuse_one)
    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)

    assert Post.objects.count() == 79
    assert not Post.objects.filter(external_id="31").exists()
    answer = Post.objects.get(external_id="32")
    assert answer.thread_key == "10"
    faults = []
    for run in connection.runs.all():
        faults += run.faults
    assert [fault["where"] for fault in faults] == ["posts 31"]


def test_likes_that_were_taken_back_are_seen(connect: Any, clock: Any) -> None:
    with running(filled_forum()) as forum:
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)
        last = max(number for number in forum.likers)
        forum.likers[last] = [51]
        clock.pass_(minutes=10)
        run_until_done(clock, connection)
        likes = Reaction.objects.filter(post__external_id=str(last))
        assert likes.count() == 1
        forum.likers[last] = []
        clock.pass_(minutes=10)
        run_until_done(clock, connection)
    assert not likes.exists()
    assert Reaction.objects.count() == 78


def test_a_reply_is_linked_across_pages(connect: Any, clock: Any) -> None:
    forum = FakeDiscourse()
    forum.post(1, 7, at="2026-05-01T08:00:00.000Z", user=1)
    forum.post(2, 7, at="2026-05-01T09:00:00.000Z", user=2, position=2)
    forum.post(150, 7, at="2026-05-02T09:00:00.000Z", user=3, position=3)
    forum.posts[150]["reply_to_post_number"] = 2
    with running(forum):
        connection, _secret = connect("discourse", forum.url, **SECRETS)
        run_until_done(clock, connection)
        assert Post.objects.get(external_id="150").reply_to == "2"
        # And a later page that answers a post of an earlier one.
        forum.post(151, 7, at="2026-05-03T09:00:00.000Z", user=1, position=4)
        forum.posts[151]["reply_to_post_number"] = 3
        clock.pass_(minutes=10)
        run_until_done(clock, connection)
    assert Post.objects.get(external_id="151").reply_to == "150"
