"""Posts come in any order, more than once, and old ones after new ones."""

import json
from datetime import timedelta
from itertools import count, permutations
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import ActivityEvent, IngestBatch
from activity.rules.kinds import KIND_BY_NAME
from community.models import Post, PostFeatures, Question, ReplacedStates
from community.services.questions import scan_new_threads
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
NUMBERS = count()
VERSIONS = [
    {"text": "座椅加热没反应", "version": 1},
    {"text": "座椅加热没反应，二挡也是", "version": 2},
    {"text": "", "version": 3, "is_deleted": True},
    {"text": "已经修好", "version": 4, "reaction_count": 3},
]


def own_source() -> Any:
    return EventSourceFactory(name=f"s{next(NUMBERS)}")


def row(**said: Any) -> dict[str, Any]:
    return {**post_row(1, "mei", ""), **said}


def counts(batch: IngestBatch) -> tuple[int, int, int, int]:
    return batch.accepted, batch.duplicate, batch.changed, batch.rejected


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.lists(st.sampled_from(VERSIONS), min_size=1, max_size=9),
    cut=st.integers(0, 9),
)
def test_the_greatest_version_stands_in_any_order(
    order: list[dict[str, Any]],
    cut: int,
) -> None:
    source = own_source()
    for part in (order[:cut], order[cut:]):
        batch, _outcome = ingest(source, [row(**said) for said in part])
        assert batch.rejected == 0
    newest = max(order, key=lambda said: said["version"])
    post = Post.objects.get(source=source)
    assert post.text == newest["text"]
    assert post.version == newest["version"]
    assert post.is_deleted == newest.get("is_deleted", False)
    assert post.reaction_count == newest.get("reaction_count", 0)


def test_an_old_file_undoes_no_edit_and_no_deletion() -> None:
    source = EventSourceFactory()
    old = [
        post_row(1, "mei", "钥匙感应不到，请问怎么办？"),
        post_row(2, "lan", "我的微信 lan-0001，联系我"),
    ]
    new = [
        post_row(1, "mei", "钥匙换电池就好了"),
        post_row(2, "lan", "", is_deleted=1),
    ]
    assert counts(ingest(source, old)[0]) == (2, 0, 0, 0)
    assert counts(ingest(source, new)[0]) == (0, 0, 2, 0)
    assert counts(ingest(source, old)[0]) == (0, 2, 0, 0)
    assert counts(ingest(source, new)[0]) == (0, 2, 0, 0)
    first, second = Post.objects.order_by("external_id")
    assert first.text == "钥匙换电池就好了"
    assert (second.text, second.is_deleted) == ("", True)
    assert ReplacedStates.objects.count() == 2


def test_a_deletion_is_lifted_by_a_newer_row_only() -> None:
    source = EventSourceFactory()
    ingest(source, [row(text="一", edited_at="2026-05-19T01:00:00Z")])
    ingest(source, [row(text="", is_deleted=1)])
    ingest(source, [row(text="二", edited_at="2026-05-19T02:00:00Z")])
    ingest(source, [row(text="三")])
    assert Post.objects.get().is_deleted, "no row is known to be newer"
    later = (NOW + timedelta(minutes=5)).timestamp()
    ingest(source, [row(text="四", edited_at=int(later))])
    ingest(source, [row(text="", is_deleted=1)])
    post = Post.objects.get()
    assert (post.text, post.is_deleted) == ("四", False)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"edited_at": 1_779_000_000}, {"edited_at": "1779000001000"}),
        (
            {"edited_at": "2026-05-19T10:00:00+08:00"},
            {"edited_at": "2026-05-19T02:00:01Z"},
        ),
        ({"version": "9"}, {"version": "10"}),
        ({"version": ""}, {"version": 0}),
    ],
)
def test_versions_are_written_in_many_ways(
    older: dict[str, Any],
    newer: dict[str, Any],
) -> None:
    source = EventSourceFactory()
    ingest(source, [row(text="新", **newer)])
    batch, _outcome = ingest(source, [row(text="旧", **older)])
    assert counts(batch) == (0, 1, 0, 0)
    assert Post.objects.get().text == "新"


def test_an_unreadable_version_is_refused_by_name() -> None:
    source = EventSourceFactory()
    batch, outcome = ingest(source, [row(text="一", edited_at="昨晚吧")])
    assert counts(batch) == (0, 0, 0, 1)
    (fault,) = outcome.first_rejected[0].faults
    assert fault.column == "edited_at"


FORUM = [
    post_row(11, "mei", "请问胎压多少合适？", title="胎压", thread="500"),
    post_row(12, "lan", "2.5 就行", title="胎压", thread="500"),
    post_row(13, "mei", "谢谢，解决了", title="胎压", thread="500"),
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_thread_by_number_is_opened_by_its_first_post(
    order: tuple[int, ...],
) -> None:
    source = EventSourceFactory()
    for index in order:
        ingest(source, [FORUM[index]])
        scan_new_threads()
    opener = Post.objects.get(is_opening=True)
    assert opener.external_id == "p11"
    question = Question.objects.get()
    assert (question.post, question.answer_count) == (opener, 1)
    assert question.solved_at is not None
    answer = PostFeatures.objects.get(post__external_id="p12")
    assert answer.to_member == opener.author
    assert answer.thanked
    batch, _outcome = ingest(source, FORUM)
    assert counts(batch) == (0, 3, 0, 0), "sent again, nothing is refused"


def test_opening_posts_are_events_of_posts() -> None:
    source = EventSourceFactory()
    ingest(source, FORUM)
    kinds = ActivityEvent.objects.order_by("external_id").values_list(
        "kind",
        flat=True,
    )
    names = ["post", "reply", "reply"]
    assert list(kinds) == [KIND_BY_NAME[name].number for name in names]


def test_the_title_belongs_to_the_opening_post() -> None:
    source = EventSourceFactory()
    ingest(source, FORUM)
    first, second, _third = Post.objects.order_by("external_id")
    assert first.whole_text == "胎压\n请问胎压多少合适？"
    assert second.whole_text == "2.5 就行"


def test_a_mark_moves_the_opening_post() -> None:
    source = EventSourceFactory()
    ingest(source, FORUM)
    scan_new_threads()
    assert Question.objects.count() == 1
    marked = [{**FORUM[0], "is_opening": 0}, {**FORUM[1], "is_opening": 1}]
    batch, _outcome = ingest(source, marked)
    assert batch.changed == 2
    assert Post.objects.get(is_opening=True).external_id == "p12"
    assert not Question.objects.exists(), "the thread was read again"


def test_a_delivery_notes_threads_without_an_opening_post(
    as_role: Any,
) -> None:
    source = EventSourceFactory()
    replies = [
        post_row(21, "mei", "同问", thread="601", reply_to="1"),
        post_row(22, "lan", "一样", thread="602", is_opening=2),
        *FORUM,
    ]
    batch, _outcome = ingest(source, replies)
    assert batch.notes == [{"code": "no_opening_post", "count": 2}]
    english = as_role("lead")
    english.cookies["django_language"] = "en"
    page = english.get(f"/activity/batches/{batch.pk}/").content.decode()
    translation.deactivate()
    assert "2 threads came without the post" in page


def test_a_lost_opening_post_among_named_ones_is_noted() -> None:
    source = EventSourceFactory()
    rows = [post_row(number, "mei", "好") for number in (31, 32, 33)]
    rows.append(post_row(34, "lan", "顶", thread="p7"))
    batch, _outcome = ingest(source, rows)
    assert batch.notes == [{"code": "opening_post_by_time", "count": 1}]


def test_a_reply_without_thread_joins_that_of_its_parent() -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "mei", "一")])
    ingest(
        source,
        [
            post_row(3, "mei", "三", reply_to="p2"),
            post_row(2, "lan", "二", reply_to="p1"),
        ],
    )
    assert set(Post.objects.values_list("thread_key", flat=True)) == {"p1"}


def test_a_board_makes_a_circle_and_takes_the_author_in() -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(2, "mei", "二", board="露营版", minutes=1500)])
    ingest(source, [post_row(1, "mei", "一", board=" 露营版 ")])
    circle = Post.objects.values_list("circle__name", "circle__kind")
    assert set(circle) == {("露营版", "board")}
    member = Member.objects.get(identities__external_id="mei")
    spell = member.circle_memberships.get()
    assert str(spell.started_on) == "2026-05-19", "the day of the first post"


def test_who_left_a_board_is_not_taken_in_again() -> None:
    source = EventSourceFactory()
    ingest(source, [post_row(1, "mei", "一", board="露营版")])
    member = Member.objects.get(identities__external_id="mei")
    member.circle_memberships.update(ended_on="2026-05-19")
    ingest(source, [post_row(2, "mei", "二", board="露营版")])
    assert member.circle_memberships.get().ended_on is not None


def test_the_command_prints_changes(
    tmp_path: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "posts.ndjson"
    for said in VERSIONS[:2]:
        file.write_text(json.dumps(row(**said)), encoding="utf-8")
        call_command("ingest_posts", file, "--source", "app")
    assert "duplicate 0 + changed 1 + ignored 0" in capsys.readouterr().out


def test_a_refused_post_leaves_no_author_behind() -> None:
    source = own_source()
    ingest(source, [row(text="原来的")])
    other = row(text="另一个", member="stranger")
    batch, outcome = ingest(source, [other])
    assert (batch.rejected, batch.created_members) == (1, 0)
    assert outcome.first_rejected[0].faults[0].code == "id_reused"
    assert not Member.objects.filter(nickname="stranger").exists()
    # Of two rows of one id in one delivery the first counts.
    rows = [row(external_id="n1", text="甲"), {**other, "external_id": "n1"}]
    assert ingest(source, rows)[0].rejected == 1
    assert not Member.objects.filter(nickname="stranger").exists()


def test_new_authors_are_called_as_the_file_says() -> None:
    source = own_source()
    ingest(source, [row(text="甲", nickname="山野小王")])
    assert Member.objects.get().nickname == "山野小王"
    later = row(external_id="n2", text="乙", nickname="别的名字")
    bad = row(external_id="n3", member="chen", text="丙", nickname="#N/A")
    batch, _outcome = ingest(source, [later, bad])
    assert batch.rejected == 0
    names = set(Member.objects.values_list("nickname", flat=True))
    assert names == {"山野小王", "chen"}
