"""Later use of posts, quarrels, welcomes and adverts in the features of posts."""

import pytest

from alerts.services.new_posts import process_new_posts
from community.models import Post, PostFeatures
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def features(external_id: str) -> PostFeatures:
    return PostFeatures.objects.get(post__external_id=external_id)


def test_distinct_people_who_link_a_post_later_are_counted() -> None:
    source = EventSourceFactory()
    link = "看 https://bbs.example.com/thread-700-1-1.html"
    rows = [
        post_row(1, "a", link, title="分享"),
        {**post_row(2, "geek", "能量回收怎么标定"), "external_id": "700"},
        post_row(3, "b", link),
        post_row(4, "b", link, minutes=90),
        post_row(5, "geek", link),
    ]
    ingest(source, rows)
    process_new_posts(now=NOW)
    assert features("700").users == 2
    ingest(source, [post_row(6, "c", link, title="分享")])
    process_new_posts(now=NOW)
    assert features("700").users == 3
    ingest(
        source,
        [{**post_row(6, "c", link, title="分享"), "is_deleted": "true"}],
    )
    process_new_posts(now=NOW)
    assert Post.objects.filter(is_deleted=True).exists()
    assert features("700").users == 2


def test_who_says_that_they_are_new_is_a_newcomer() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(1, "new", "新人报到，请多关照"),
        post_row(2, "bee", "欢迎加入大家庭", thread="p1"),
        post_row(3, "old", "聊聊最近的天气"),
        post_row(4, "bee", "欢迎加入大家庭", thread="p3"),
    ]
    ingest(source, rows)
    process_new_posts(now=NOW)
    assert features("p2").to_newcomer
    assert not features("p4").to_newcomer


def test_a_quarrel_lasts_for_some_posts() -> None:
    source = EventSourceFactory()
    texts = ["新人报到", "呵呵，又来一个水军", "欢迎", "好的", "嗯", "欢迎"]
    rows = [post_row(1, "new", texts[0])]
    for number, text in enumerate(texts[1:], start=2):
        rows.append(post_row(number, f"m{number}", text, thread="p1"))
    ingest(source, rows)
    process_new_posts(now=NOW)
    heated = [features(f"p{n}").in_quarrel for n in range(1, 7)]
    assert heated == [False, True, True, True, True, False]


def test_sales_and_accounts_of_the_brand_speak_for_nobody() -> None:
    source = EventSourceFactory()
    rows = [
        post_row(1, "seller", "转让一套脚垫，包邮"),
        post_row(2, "brand", "能量回收的标定说明"),
        post_row(3, "owner", "能量回收的标定心得"),
    ]
    ingest(source, rows)
    Member.objects.filter(identities__external_id="brand").update(
        nickname="某某汽车官方",
    )
    process_new_posts(now=NOW)
    paid = [features(f"p{n}").is_paid for n in (1, 2, 3)]
    assert paid == [True, True, False]
