"""Facts of threads beyond questions: who was brought along, which version is spoken of, who answered each other."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.services.listening import listen
from community.models import PostReading
from community.rules.reading import normalise
from community.rules.topics import names_in, says_it_is_paid, version_in
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, take_in


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("固件26.5.0升级后变化", "26.5.0"), ("OTA V3.2.1 体验", "3.2.1"), ("车机系统升级到 2024.12.5 了", "2024.12.5"),
        ("software update v11.1", "11.1"), ("版本号：1.10", "1.10"), ("胎压 2.4 够吗", ""), ("跑了 3.5 万公里", ""),
        ("系统提示 5 次", ""), ("OTA", ""), ("版本 1.2.3.4.5.6", ""),
    ],
)  # fmt: skip
def test_a_version_is_read_where_software_is_spoken_of(text: str, version: str) -> None:
    assert version_in(normalise(text)) == version


@pytest.mark.parametrize(
    ("text", "is_paid"),
    [
        ("湖边的晚霞 #广告", True), ("【广告合作】新款滤芯", True), ("Great tyres #ad", True),
        ("This is a sponsored post.", True), ("利益声明：品牌提供了产品", True), ("别在群里打广告", False),
        ("#advice needed", False), ("没收钱，自己买的", False),
    ],
)  # fmt: skip
def test_a_text_may_say_that_it_is_paid_for(text: str, is_paid: bool) -> None:
    assert says_it_is_paid(text) == is_paid


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@老王八 和 @小李 来看", {"老王八", "小李"}), ("@老王来看", {"老王"}), ("老王", set()),
        ("@user12 谢谢", {"user12"}), ("@user123 谢谢", set()), ("给我写信 bob@lily.com", set()),
        ("@lily，在吗", {"lily"}), ("@big cat hi", {"big cat"}),
    ],
)  # fmt: skip
def test_the_longest_name_that_fits_is_called(text: str, called: set[str]) -> None:
    assert names_in(text, {"老王", "老王八", "小李", "user1", "user12", "lily", "big", "big cat"}) == called


@pytest.mark.django_db
def test_threads_of_two_sources_may_have_the_same_key() -> None:
    for name in ("forum", "app"):
        source = EventSourceFactory(name=name)
        take_in(
            source, [post_row(1, "asker", "请问怎么设置？"), post_row(2, "helper", "看菜单", thread="p1", minutes=9)]
        )
    listen(now=NOW)
    assert PostReading.objects.filter(to_question=True, reply_rank=1).count() == 2


def named(**nicknames: str) -> None:
    for external_id, nickname in nicknames.items():
        Member.objects.filter(identities__external_id=external_id).update(nickname=nickname)


@pytest.mark.django_db
def test_who_calls_somebody_that_comes_has_introduced_him() -> None:
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
    take_in(source, rows)
    named(wang="老王")
    listen(now=NOW)
    told = set(PostReading.objects.filter(introduces=True).values_list("post__external_id", flat=True))
    assert told == {"p2", "p3"}


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.booleans()), min_size=1, max_size=14))
def test_it_is_known_who_answered_each_other_in_whatever_order_it_came(told: list[tuple[str, str, bool]]) -> None:
    source, rows = EventSourceFactory(), []
    for n, (opener, replier, is_read_now) in enumerate(told):
        rows += [
            post_row(2 * n, f"{source.pk}{opener}", "开帖", minutes=2 * n + 1),
            post_row(2 * n + 1, f"{source.pk}{replier}", "回帖", thread=f"p{2 * n}", minutes=2 * n + 2),
        ]
        if is_read_now:
            take_in(source, rows)
            listen(now=NOW)
    take_in(source, rows)
    listen(now=NOW)
    answers = PostReading.objects.filter(post__source=source).answers()
    known = set(answers.values_list("author_id", "to_member_id", "answered_back"))
    pairs = {(by, to) for by, to, _back in known}
    assert known == {(by, to, (to, by) in pairs) for by, to in pairs}
