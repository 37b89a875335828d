"""What each platform's payload means in ours."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.cloudevents.mapping import events_of, map_event
from integrations.discourse.files import read_files as read_discourse
from integrations.discourse.mapping import (
    map_category_export,
    map_post,
    map_webhook,
)
from integrations.discuz.files import read_files as read_discuz
from integrations.rules.pushing import DeliveryRefusal
from integrations.rules.rows import MappedRows
from integrations.segment.mapping import map_call, true_time
from integrations.sensors.mapping import map_line
from integrations.wecom.mapping import map_contact, map_group, map_messages
from tests.integrations.reading import SAMPLES, sample, sample_json

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)


def gathered(parts: Any) -> MappedRows:
    rows = MappedRows()
    for part in parts:
        rows.add(part)
    return rows


def test_a_discourse_post_is_a_post_of_its_topic() -> None:
    rows = MappedRows()
    body = sample_json("discourse/post_created.json")
    map_webhook("post_created", body, rows, received_at=NOW)

    (post,) = rows.posts
    assert post["external_id"] == "8121"
    assert post["member"] == "31"
    assert (post["thread"], post["is_opening"]) == ("903", "1")
    assert post["title"] == "充电跳枪"
    assert post["text"] == "充电到 80% 就跳枪，请问怎么办？"
    assert post["media_count"] == "1"
    assert "reaction_count" not in post, "a webhook does not tell it"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"post_type": 4}, "not_a_regular_post"),
        ({"topic_archetype": "private_message"}, "private_message"),
    ],
)
def test_what_discourse_shows_not_to_all_is_left_out(
    change: dict[str, Any],
    reason: str,
) -> None:
    body = sample_json("discourse/post_created.json")
    rows = MappedRows()
    map_post({**body["post"], **change}, rows, boards={})
    assert (rows.posts, rows.ignored) == ([], {reason: 1})


@pytest.mark.parametrize("name", ["deleted_at", "user_deleted", "hidden"])
def test_gone_discourse_posts_are_deleted(name: str) -> None:
    body = sample_json("discourse/post_created.json")
    rows = MappedRows()
    map_post({**body["post"], name: "2026-05-19"}, rows, boards={})
    assert rows.posts[0]["is_deleted"] == "1"


def test_a_like_by_webhook_is_a_reaction() -> None:
    rows = MappedRows()
    body = sample_json("discourse/post_liked.json")
    map_webhook("post_liked", body, rows, received_at=NOW)
    (like,) = rows.reactions
    assert (like["post"], like["member"], like["kind"]) == (
        "8121",
        "44",
        "like",
    )
    assert like["occurred_at"] == NOW.isoformat()


def test_the_json_export_of_discourse_without_private_messages() -> None:
    rows = MappedRows()
    data = sample_json("discourse/categories.json")
    map_category_export(data, rows)

    assert [post["external_id"] for post in rows.posts] == ["8121", "8130"]
    reply = rows.posts[1]
    assert reply["text"] == "枪头插紧再试试", "without the quote"
    assert reply["reply_to_number"] == "1"
    assert reply["board"] == "用车问答"
    assert rows.ignored == {"private_message": 1}
    assert "example.org" not in repr(rows), "mail addresses stay there"
    joined = {
        row["external_id"]: row.get("joined_on") for row in rows.members[:2]
    }
    assert joined == {"31": "2025-11-03", "44": "2026-01-05"}


def test_discourse_users_with_commas_in_their_names() -> None:
    rows = gathered(read_discourse([SAMPLES / "discourse/users.csv"]))
    assert rows.members[0] == {
        "external_id": "31",
        "nickname": "林,野",
        "handle": "linye",
        "joined_on": "2025-11-03",
    }
    assert rows.members[1]["handle"] == "hai"


def test_discuz_posts_in_own_words() -> None:
    rows = gathered(read_discuz([SAMPLES / "discuz/pre_forum_post.csv"]))

    opening, reply, binned = rows.posts
    assert opening["text"] == "冬天座椅加热不工作，请问怎么解决？"
    assert (opening["is_opening"], opening["media_count"]) == ("1", "1")
    assert opening["occurred_at"] == "2026-05-17T04:00:00+00:00"
    assert (reply["text"], reply["reply_to"]) == ('换 "保险丝" 就好了', "11")
    assert binned["is_deleted"] == "1"
    assert rows.ignored == {"guest": 1, "anonymous": 1}
    assert "10.0.0" not in repr(rows), "addresses stay there"


def test_wecom_contacts_joined_with_the_first_who_added_them() -> None:
    rows = MappedRows()
    for item in sample_json("wecom/contacts.json")["external_contact_list"]:
        map_contact(item, rows)
    days = [row["joined_on"] for row in rows.members]
    assert min(days) == days[1] == "2026-03-20"
    assert "13800000000" not in repr(rows), "phones stay there"

    both = {
        "external_contact": {"external_userid": "wm1"},
        "follow_user": [
            {"createtime": 1775000000},
            {"createtime": 1774000000},
        ],
    }
    rows = MappedRows()
    map_contact(both, rows)
    assert rows.members[0]["joined_on"] == "2026-03-20"


def test_a_wecom_group_is_a_circle_of_its_customers() -> None:
    rows = MappedRows()
    map_group(sample_json("wecom/group.json"), rows)
    (circle,) = rows.circles
    assert circle["members"] == {"wmAAA1": "2026-04-01"}
    kinds = {row["external_id"]: row.get("kind") for row in rows.members}
    assert kinds == {"zhang": "staff", "wmAAA1": None}, "no robots"


def archived() -> list[dict[str, Any]]:
    lines = sample("wecom/archive.jsonl").decode().splitlines()
    return [json.loads(line) for line in lines]


def test_archived_messages_make_threads_of_questions() -> None:
    rows = MappedRows()
    map_messages(archived(), rows, {})

    question, answer, mistake = rows.posts
    assert question["is_opening"] == "1"
    assert question["occurred_at"] == "2026-05-18T02:00:00+00:00"
    assert answer["thread"] == answer["reply_to"] == question["external_id"]
    assert rows.deleted_posts == [mistake["external_id"]]
    assert rows.ignored == {"no_text": 1, "switch": 1}
    (talk,) = rows.events
    assert talk["kind"] == "chat_message"
    assert "私下" not in repr(rows), "a talk between two is not read"


def test_a_thread_of_a_group_ends_with_silence() -> None:
    first, second = archived()[:2]
    later = {**second, "msgtime": first["msgtime"] + 31 * 60_000}
    rows = MappedRows()
    map_messages([first, later], rows, {})
    assert [post["is_opening"] for post in rows.posts] == ["1", "1"]


def test_who_goes_on_asking_stays_in_their_thread() -> None:
    first = archived()[0]
    same = {**first, "msgid": "again", "msgtime": first["msgtime"] + 1000}
    other = {**same, "msgid": "other", "from": "wmAAA9"}
    rows = MappedRows()
    map_messages([first, same, other], rows, {})
    assert [post["is_opening"] for post in rows.posts] == ["1", "0", "1"]


def segment_rows() -> MappedRows:
    rows = MappedRows()
    body = sample_json("segment/batch.json")
    for call in body["batch"]:
        whole = {"sentAt": body["sentAt"], **call}
        map_call(whole, rows, received_at=NOW)
    return rows


def test_segment_calls_are_members_and_events() -> None:
    rows = segment_rows()
    assert rows.members[0] == {
        "external_id": "u1",
        "nickname": "青禾",
        "alias": ["a-1"],
        "joined_on": "2026-01-01",
    }
    assert {"external_id": "u1", "alias": ["old-1"]} in rows.members
    liked = rows.events[0]
    assert (liked["object_type"], liked["object_id"]) == ("post", "77")
    assert liked["properties"] == {"post_id": "77", "seconds": 3}
    assert [row.get("if_known") for row in rows.events] == [
        None,
        True,
        True,
        None,
    ]


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            {
                "originalTimestamp": "2026-05-20T01:00:00Z",
                "sentAt": "2026-05-20T01:10:00Z",
            },
            "2026-05-20T01:50:00+00:00",
        ),
        (
            {
                "originalTimestamp": "2030-01-01T00:00:00Z",
                "sentAt": "2030-01-01T00:00:10Z",
                "receivedAt": "2026-05-19T00:00:10Z",
            },
            "2026-05-19T00:00:00+00:00",
        ),
        ({"timestamp": "2026-05-18T00:00:00Z"}, "2026-05-18T00:00:00Z"),
        ({}, NOW.isoformat()),
    ],
)
def test_the_clock_of_a_phone_does_not_count(
    call: dict[str, str],
    expected: str,
) -> None:
    assert true_time(call, NOW) == expected


def test_sensors_lines() -> None:
    rows = MappedRows()
    for line in sample("sensors/lines.jsonl").decode().splitlines():
        map_line(json.loads(line), rows)

    known, visitor = rows.events
    assert (known["member"], known["occurred_at"]) == (
        "13570",
        "2026-05-18T02:00:00.123000+00:00",
    )
    assert visitor["if_known"]
    assert visitor["occurred_at"] == "2026-05-18T02:00:00+00:00", "seconds"
    assert {"external_id": "13570", "alias": ["visitor-8"]} in rows.members
    assert {"external_id": "13571", "alias": ["c-1"]} in rows.members
    assert {"external_id": "13570", "nickname": "晚风"} in rows.members
    assert rows.ignored == {"profile_increment": 1, "item_set": 1}


def mapped_events(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = MappedRows()
    for event in events:
        map_event(event, rows, received_at=NOW.isoformat())
    return rows.events


def test_a_batch_of_cloudevents() -> None:
    body = sample("cloudevents/batch.json")
    kind = "application/CloudEvents-batch+json; charset=utf-8"
    first, second = mapped_events(events_of(kind, {}, body))
    assert first == {
        "external_id": "/app/events#e-1",
        "member": "u1",
        "kind": "login",
        "occurred_at": "2026-05-18T09:00:00+08:00",
    }
    assert (second["member"], second["quantity"]) == ("u2", 2)
    assert (second["object_type"], second["object_id"]) == (
        "activity",
        "camp-3",
    )


def test_a_binary_cloudevent_is_in_its_headers() -> None:
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "/app",
        "ce-type": "login",
        "ce-subject": "%e8%bd%a6%E5%8F%8B%20one",
        "ce-time": "2026-05-18T02:00:00Z",
    }
    (row,) = mapped_events(events_of("application/json", headers, b'{"a": 1}'))
    assert row["member"] == "车友 one"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/cloudevents+avro", b"x", 415),
        ("application/json", b"{}", 415),
        ("application/cloudevents+json", b"{}", 400),
        ("application/cloudevents+json", b'{"id": ""}', 400),
        ("application/cloudevents-batch+json", b"{}", 400),
        ("application/cloudevents+json", b"\xff", 400),
    ],
)
def test_what_is_no_cloudevent_is_refused(
    kind: str,
    body: bytes,
    status: int,
) -> None:
    with pytest.raises(DeliveryRefusal) as refused:
        events_of(kind, {}, body)
    assert refused.value.status == status


def test_an_empty_batch_of_cloudevents_is_allowed() -> None:
    kind = "application/cloudevents-batch+json"
    assert events_of(kind, {}, b"[]") == []
