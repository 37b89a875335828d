"""Who liked, saved and shared what is taken in once, and readings tell how
many different people that were.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from activity.models import ActivityEvent
from alerts.services.new_posts import process_new_posts
from community.models import Post, PostFeatures, Reaction
from members.models import Member
from members.services.directory import save_member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row, react, reaction_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Any:
    """A forum with one post of pictures, of which it says that 40 reacted."""
    made = EventSourceFactory()
    ingest(
        made,
        [post_row(1, "eye", "晚霞", media_count=3, reaction_count=40)],
    )
    return made


def features() -> PostFeatures:
    return PostFeatures.objects.get(post__external_id="p1")


def test_reactions_go_in_once_each_with_its_event(source: Any) -> None:
    rows = [
        reaction_row("a"),
        reaction_row("a", "favourite"),
        reaction_row("b", "share"),
    ]
    first, again = react(source, rows), react(source, rows)
    assert (
        first.accepted,
        first.rejected,
        again.accepted,
        again.duplicate,
    ) == (3, 0, 0, 3)
    assert Reaction.objects.count() == 3
    assert ActivityEvent.objects.filter(kind__in=(10, 11, 12)).count() == 3


EVERYBODY = ("a", "b", "old", "eye", "desk", "bot", "double", "doubles_double")


@pytest.mark.parametrize("comes_first", ["reactions", "features"])
def test_features_count_different_people(
    source: Any,
    comes_first: str,
) -> None:
    """a has joined lately, b and a's other records never said when, old has
    long joined; the source says 40 in all.
    """
    react(source, [reaction_row(name, "share") for name in EVERYBODY])
    who = {
        name: Member.objects.get(identities__external_id=name)
        for name in EVERYBODY
    }

    def is_now(name: str, **facts: Any) -> None:
        Member.objects.filter(pk=who[name].pk).update(**facts)

    is_now("desk", kind="staff")
    is_now("bot", kind="bot")
    is_now(
        "a",
        joined_on=NOW.date() - timedelta(days=30),
        joined_from="file",
    )
    is_now(
        "old",
        owner_status="owner",
        joined_from="file",
        joined_on=NOW.date() - timedelta(days=31),
    )
    is_now("double", merged_into=who["a"])
    is_now("doubles_double", merged_into=who["double"])
    if comes_first == "features":
        process_new_posts(now=NOW)
    react(source, [reaction_row(name) for name in EVERYBODY])
    react(
        source,
        [
            reaction_row(name, "favourite")
            for name in ("a", "old", "desk", "double")
        ],
    )
    process_new_posts(now=NOW)
    told = features()
    assert (told.reactions, told.savers, told.new_admirers) == (
        3 + 20,
        2,
        1,
    ), "20 of 40 are known, as three people"


def test_unknown_reactors_are_added_to_the_known(
    source: Any,
) -> None:
    process_new_posts(now=NOW)
    assert (features().reactions, features().savers) == (40, 0)
    react(source, [reaction_row("a")])
    assert features().reactions == 40
    react(source, [reaction_row("eye")])
    assert features().reactions == 39, "the author is nobody else"
    ingest(
        source,
        [post_row(1, "eye", "晚霞", media_count=3, reaction_count=1)],
    )
    assert features().reactions == 1


def test_who_is_found_to_be_a_bot_counts_no_more(source: Any) -> None:
    ingest(
        source,
        [post_row(1, "eye", "晚霞", media_count=3, reaction_count=0)],
    )
    react(source, [reaction_row(name) for name in "abc"])
    process_new_posts(now=NOW)
    assert features().reactions == 3
    bot = Member.objects.get(identities__external_id="b")
    bot.kind = "bot"
    save_member(member=bot, now=NOW + timedelta(minutes=1))
    process_new_posts(now=NOW)
    assert features().reactions == 2


def test_an_id_used_for_another_reaction_makes_none(
    source: Any,
) -> None:
    outcome = react(
        source,
        [reaction_row("a"), reaction_row("b", external_id="p1-a-like")],
    )
    assert [
        fault.code for row in outcome.first_rejected for fault in row.faults
    ] == ["id_reused"]
    assert [row.member for row in Reaction.objects.all()] == [
        Member.objects.get(identities__external_id="a"),
    ]


def test_columns_of_reactions_leave_those_of_posts_as_they_are(
    source: Any,
    tmp_path: Any,
) -> None:
    posts, likes = tmp_path / "posts.ndjson", tmp_path / "likes.ndjson"
    row = post_row(7, "eye", "")
    posts.write_text(json.dumps({**row, "message": "湖边"}), encoding="utf-8")
    likes.write_text(
        json.dumps({**reaction_row("a"), "topic_id": "p7"}),
        encoding="utf-8",
    )
    call_command(
        "ingest_posts",
        posts,
        "--source",
        source.name,
        "--map",
        "text=message",
    )
    call_command(
        "ingest_reactions",
        likes,
        "--source",
        source.name,
        "--map",
        "post=topic_id",
    )
    call_command("ingest_posts", posts, "--source", source.name)
    assert Post.objects.get(external_id="p7").text == "湖边"
    assert Reaction.objects.get().post.external_id == "p7"


def test_wrong_rows_are_rejected_by_name(source: Any) -> None:
    rows = [
        reaction_row("a"),
        reaction_row("a", "login"),
        reaction_row("a", post="p99"),
        reaction_row("a", post=""),
        reaction_row("a", occurred_at="gestern", post=""),
        "nothing",
        reaction_row("a", post=["p1"]),
    ]
    outcome = react(source, rows)
    told = {
        row.line: [fault.code for fault in row.faults]
        for row in outcome.first_rejected
    }
    assert told == {
        2: ["not_a_reaction"],
        3: ["unknown_post"],
        4: ["missing_value"],
        5: ["bad_time", "missing_value"],
        6: ["not_an_object"],
        7: ["wrong_type"],
    }
    assert (outcome.received, outcome.accepted, Reaction.objects.count()) == (
        7,
        1,
        1,
    )


def test_members_whom_a_source_refuses_have_no_reaction() -> None:
    made = EventSourceFactory()
    ingest(made, [post_row(1, "eye", "晚霞")])
    made.unknown_members = "refuse"
    made.save()
    outcome = react(made, [reaction_row("stranger"), reaction_row("eye")])
    assert [
        fault.code for row in outcome.first_rejected for fault in row.faults
    ] == ["unknown_member"]
    assert Reaction.objects.count() == 1


def test_machines_send_reactions(source: Any, token: Any) -> None:
    machine = Client(headers=token("posts:write"))
    body = {
        "source": source.name,
        "reactions": [reaction_row("a"), reaction_row("b", post="p99")],
    }
    answer = machine.post(
        "/api/v1/reactions/",
        json.dumps(body),
        content_type="application/json",
    )
    assert answer.status_code == 207
    assert [error["code"] for error in answer.json()["errors"]] == [
        "unknown_post",
    ]
    body["reactions"].pop()
    assert (
        machine.post(
            "/api/v1/reactions/",
            json.dumps(body),
            content_type="application/json",
        ).status_code
        == 200
    )
    assert (
        Client(headers=token("posts:read"))
        .post("/api/v1/reactions/")
        .status_code
        == 403
    )


def test_a_file_of_reactions_goes_in(
    source: Any,
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "likes.ndjson"
    file.write_text(
        "\n".join(json.dumps(reaction_row(name)) for name in "abc") + "\n{",
        encoding="utf-8",
    )
    call_command("ingest_reactions", file, "--source", source.name)
    assert (
        "received 4 = accepted 3 + duplicate 0 + changed 0 + ignored 0"
        " + rejected 1" in capsys.readouterr().out
    )
    with pytest.raises(CommandError, match="post"):
        call_command(
            "ingest_reactions",
            file,
            "--source",
            source.name,
            "--map",
            "title=t",
        )


def test_reactions_follow_edited_and_deleted_posts(
    source: Any,
) -> None:
    react(source, [reaction_row("a"), reaction_row("b")])
    process_new_posts(now=NOW)
    ingest(
        source,
        [post_row(1, "eye", "晚霞与云", media_count=3, reaction_count=2)],
    )
    assert features().reactions == 2
    ingest(
        source,
        [post_row(1, "eye", "晚霞与云", media_count=3, is_deleted=True)],
    )
    assert not PostFeatures.objects.exists()
    react(source, [reaction_row("c")])
    assert (Reaction.objects.count(), Post.objects.get().is_deleted) == (
        3,
        True,
    )
