"""Who answers whom in stored threads, in any order of arrival."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activity.models import EventSource
from community.models import Post, PostFeatures, Question
from community.services.questions import scan_new_threads, scan_threads
from members.models import Member, MemberIdentity
from teamwork.services.merge_undo import undo_merge
from teamwork.services.merges import merge_members
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
ASKED = "请问后排出风口怎么关？"


def person(source: EventSource, name: str) -> Member:
    return MemberIdentity.objects.get(
        platform=source.member_platform,
        external_id=name,
    ).member


def answers(source: EventSource) -> dict[str, tuple[str, bool]]:
    """Return whom each post answers, and whether they thanked for it."""
    rows = PostFeatures.objects.filter(post__source=source).answers()
    columns = ("post__external_id", "to_member__nickname", "thanked")
    found = {}
    for key, name, thanked in rows.values_list(*columns):
        found[key] = (name, thanked)
    return found


def thread(*said: tuple[str, str], **signs: dict[str, Any]) -> EventSource:
    """Store a thread of these posts, a member and a text each, and read it."""
    source = EventSourceFactory()
    rows = []
    for number, (member, text) in enumerate(said, start=1):
        more = signs.get(f"p{number}", {})
        rows.append(post_row(number, member, text, thread="p1", **more))
    ingest(source, rows)
    scan_new_threads()
    return source


def test_a_post_answers_the_post_that_it_names() -> None:
    source = thread(
        ("new", ASKED),
        ("old", "拧到底"),
        ("other", "这个办法好"),
        ("third", "[quote=old]拧到底[/quote]拧不动啊"),
        ("new", "@old 谢谢，好了"),
        p3={"reply_to": "p2"},
    )
    assert answers(source) == {
        "p2": ("new", True),
        "p3": ("old", False),
        "p4": ("old", False),
        "p5": ("old", False),
    }
    row = PostFeatures.objects.get(post__external_id="p3")
    assert (row.to_question, row.reply_rank) == (False, 1)
    mutual = PostFeatures.objects.filter(answered_back=True)
    keys = mutual.values_list("post__external_id", flat=True)
    assert sorted(keys) == ["p2", "p5"]


def test_an_answer_to_somebody_else_is_not_answered_back() -> None:
    source = thread(("ann", ASKED), ("ben", "拧到底"), ("ann", "@ben 谢谢"))
    mutual = PostFeatures.objects.filter(answered_back=True)
    assert mutual.count() == 2
    ingest(source, [post_row(9, "cas", "同问", thread="p1")])
    moved = post_row(2, "ben", "@cas 拧到底", thread="p1", reply_to="p9")
    ingest(source, [{**moved, "version": 2}])
    scan_new_threads()
    assert answers(source)["p2"][0] == "cas"
    assert not mutual.exists()


def test_who_answered_each_other_did_so_after_a_merge() -> None:
    source = thread(
        ("ann", ASKED),
        ("ben", "拧到底"),
        ("ann", "@ben 谢谢"),
        ("cas", "同问"),
    )
    mutual = PostFeatures.objects.filter(answered_back=True)
    marked = set(mutual.values_list("pk", flat=True))
    merge = merge_members(
        kept=person(source, "ann"),
        merged=person(source, "cas"),
        take=(),
        reason="同一个人",
        user=None,
        now=NOW,
    )
    assert set(mutual.values_list("pk", flat=True)) == marked
    undo_merge(merge=merge, user=None, now=NOW)
    assert set(mutual.values_list("pk", flat=True)) == marked


def test_thanks_that_name_an_answer_heal_it_and_its_author_is_the_helper() -> (
    None
):
    source = thread(
        ("new", ASKED),
        ("old", "重启车机，在设置菜单里恢复固件参数，再看日志"),
        ("other", "拧到底就行"),
        ("new", "谢谢，好了"),
        p4={"reply_to": "p3"},
    )
    assert answers(source)["p2"] == ("new", False)
    assert answers(source)["p3"] == ("new", True)
    question = Question.objects.get()
    assert question.helper == person(source, "other")
    assert question.state_at(NOW) == Question.State.THANKED


def test_thanks_to_somebody_who_did_not_answer_heal_nothing() -> None:
    thread(
        ("new", ASKED),
        ("old", "拧到底就行"),
        ("other", "帮顶"),
        ("new", "谢谢"),
        p4={"reply_to": "p3"},
    )
    assert Question.objects.get().solved_at is None


@pytest.mark.parametrize(
    ("joined", "waits"),
    [("同问", False), ("周末去山里看星空吧，露营装备带上", True)],
)
def test_who_answers_a_me_too_answers_the_question(
    joined: str,
    waits: bool,
) -> None:
    thread(
        ("new", ASKED),
        ("second", joined),
        ("robot", "收到"),
        ("old", "可以把滑块拧到底，位置在右边"),
        p2={"reply_to": "gone"},
        p4={"reply_to": "p2"},
    )
    question = Question.objects.get()
    helper = question.helper
    assert helper is not None
    assert (helper.nickname == "second") is waits


def test_a_copied_post_is_no_answer() -> None:
    long = "请问后排出风口怎么关，冬天一直吹冷风，孩子坐后面受不了"
    thread(("new", long), ("other", long))
    assert Question.objects.get().is_waiting


def test_a_member_is_called_by_a_name_that_they_get_later() -> None:
    source = thread(("new", ASKED), ("old", "拧到底"), ("new", "@老周 谢谢"))
    assert "p3" not in answers(source)
    member = person(source, "old")
    Member.objects.filter(pk=member.pk).update(
        nickname="老周",
        updated_at=NOW + timedelta(hours=1),
    )
    scan_new_threads()
    assert answers(source)["p3"] == ("老周", False)
    assert answers(source)["p2"] == ("new", True)


# Each example has sources, and so members, of its own.
examples = count(1)
PEOPLE = ("ann", "ben", "cas")
TEXTS = (
    "谢谢，好了",
    "拧到底就行，在设置菜单里",
    "[quote=ann]这样[/quote]我也是",
    "@ben 看看菜单",
    "请问怎么设置？",
    "同问",
)
POST = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(TEXTS),
    st.sampled_from(["", "p1", "p2", "p3", "p9"]),
    st.sampled_from(["", "ann", "cas"]),
    st.integers(1, 4),
)


def facts(source: EventSource) -> tuple[Any, Any]:
    """Return what is stored of the threads of a source and can be seen."""
    skipped = ("post", "author", "to_member")
    rows = PostFeatures.objects.filter(post__source=source)
    features = {}
    for row in rows.select_related("post", "author", "to_member"):
        values = {
            field.name: getattr(row, field.attname)
            for field in PostFeatures._meta.concrete_fields
            if field.name not in skipped
        }
        names = (row.author.nickname, row.to_member and row.to_member.nickname)
        features[row.post.external_id] = (names, values)
    asked = (
        Question.objects.visible()
        .filter(post__source=source)
        .values(
            "post__external_id",
            "answer_count",
            "answered_at",
            "helper__nickname",
            "solved_at",
            "solved_how",
            "reopened_at",
        )
    )
    return features, list(asked.order_by("post_id"))


def stored(name: str, rows: list[Any], size: int) -> EventSource:
    """Store rows of a new source in batches of a size, each read at once."""
    source = EventSourceFactory(name=name)
    for start in range(0, len(rows), size):
        ingest(source, rows[start : start + size])
        scan_new_threads()
    return source


def read_anew(source: EventSource) -> None:
    PostFeatures.objects.filter(post__source=source).delete()
    Question.objects.filter(post__source=source).delete()
    keys = Post.objects.filter(source=source).order_by()
    scan_threads(set(keys.values_list("source_id", "thread_key")))


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(POST, min_size=2, max_size=8),
    st.randoms(use_true_random=False),
    st.integers(1, 4),
    st.integers(0, 7),
)
def test_any_order_batch_edit_deletion_and_merge_gives_the_same_facts(
    said: list[Any],
    order: Any,
    size: int,
    changed: int,
) -> None:
    rows = []
    for number, (who, text, reply_to, quoted, minute) in enumerate(said, 1):
        rows.append(
            post_row(
                number,
                who,
                text,
                thread="p1",
                minutes=minute,
                reply_to=reply_to,
                quoted_author=quoted,
            ),
        )
    shuffled = rows.copy()
    order.shuffle(shuffled)
    example = next(examples)
    merged_at = NOW + timedelta(hours=example)
    first = stored(f"first {example}", rows, len(rows))
    second = stored(f"second {example}", shuffled, size)
    assert facts(first) == facts(second)
    row = rows[changed % len(rows)]
    text = TEXTS[changed % len(TEXTS)]
    ingest(second, [{**row, "text": text, "version": 2}])
    ingest(second, [{**rows[0], "text": "", "is_deleted": True}])
    is_merged = MemberIdentity.objects.filter(
        platform=second.member_platform,
        external_id__in=("ann", "ben"),
    )
    merge = None
    if is_merged.count() == 2:
        merge = merge_members(
            kept=person(second, "ann"),
            merged=person(second, "ben"),
            take=(),
            reason="同一个人",
            user=None,
            now=merged_at,
        )
    for step in ("merged", "undone"):
        scan_new_threads()
        found = facts(second)
        read_anew(second)
        assert facts(second) == found, step
        if merge is not None:
            undo_merge(
                merge=merge,
                user=None,
                now=merged_at + timedelta(minutes=30),
            )
            merge = None
