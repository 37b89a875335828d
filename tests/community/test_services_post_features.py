"""Features of posts, read with their threads."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.services.new_posts import process_new_posts
from community.models import PostFeatures
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


@pytest.mark.django_db
def test_threads_of_two_sources_may_have_the_same_key() -> None:
    for name in ("forum", "app"):
        source = EventSourceFactory(name=name)
        ingest(
            source,
            [
                post_row(1, "asker", "请问怎么设置？"),
                post_row(2, "helper", "看菜单", thread="p1", minutes=9),
            ],
        )
    process_new_posts(now=NOW)
    assert (
        PostFeatures.objects.filter(to_question=True, reply_rank=1).count()
        == 2
    )


def named(**nicknames: str) -> None:
    for external_id, nickname in nicknames.items():
        Member.objects.filter(identities__external_id=external_id).update(
            nickname=nickname,
        )


@pytest.mark.django_db
def test_calling_somebody_who_comes_is_an_introduction() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(1, "new", "请问这款车冬天怎么样？", minutes=1),
        post_row(2, "bee", "@老王 同款车主，来说说", thread="p1", minutes=2),
        post_row(3, "bee2", "@老王 快来 @不在的人", thread="p1", minutes=3),
        post_row(4, "wang", "我来了", thread="p1", minutes=4),
        post_row(5, "late", "@老王 说得对", thread="p1", minutes=5),
        post_row(6, "wang", "谢谢", thread="p1", minutes=6),
        post_row(7, "absent", "@不在的人 看看", thread="p1", minutes=7),
        post_row(8, "new", "@老王 谢谢", thread="p1", minutes=8),
    ]
    ingest(source, rows)
    named(wang="老王")
    process_new_posts(now=NOW)
    told = set(
        PostFeatures.objects.filter(introduces=True).values_list(
            "post__external_id",
            flat=True,
        ),
    )
    assert told == {"p2", "p3"}


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcd"),
            st.sampled_from("abcd"),
            st.booleans(),
        ),
        min_size=1,
        max_size=14,
    ),
)
def test_mutual_answers_are_known_in_any_order(
    told: list[tuple[str, str, bool]],
) -> None:
    source, rows = EventSourceFactory(), []
    for n, (opener, replier, is_read_now) in enumerate(told):
        rows += [
            post_row(2 * n, f"{source.pk}{opener}", "开帖", minutes=2 * n + 1),
            post_row(
                2 * n + 1,
                f"{source.pk}{replier}",
                "回帖",
                thread=f"p{2 * n}",
                minutes=2 * n + 2,
            ),
        ]
        if is_read_now:
            ingest(source, rows)
            process_new_posts(now=NOW)
    ingest(source, rows)
    process_new_posts(now=NOW)
    answers = PostFeatures.objects.filter(post__source=source).answers()
    known = set(
        answers.values_list("author_id", "to_member_id", "answered_back"),
    )
    pairs = {(by, to) for by, to, _back in known}
    assert known == {(by, to, (to, by) in pairs) for by, to in pairs}
