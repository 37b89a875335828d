"""A small community in which a geek and an evangelist grew, with decoys beside them."""

from datetime import timedelta
from typing import Any

from alerts.services.new_posts import process_new_posts
from members.models import Member
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

DAY = 24 * 60
EXPLAINED = "在设置菜单里改参数，固件升级后要再标定一次"
TONIGHT = NOW.date() - timedelta(days=1)


def ingest_community(source: Any) -> None:
    """Twelve owners ask; a geek explains and is thanked, a chatterer is there
    first, a bot welcomes.
    """
    rows = []
    for n in range(12):
        at = -DAY * (2 + 3 * n)
        rows += [
            post_row(
                10 * n,
                f"asker{n}",
                "请问能量回收怎么设置？",
                minutes=at,
            ),
            post_row(
                10 * n + 1,
                "loud",
                "哈哈哈顶一下",
                thread=f"p{10 * n}",
                minutes=at + 1,
            ),
            post_row(
                10 * n + 2,
                "geek",
                "在设置菜单里改参数，固件升级后要再标定一次",
                thread=f"p{10 * n}",
                minutes=at + 9,
            ),
            post_row(
                10 * n + 3,
                f"asker{n}",
                "谢谢，解决了",
                thread=f"p{10 * n}",
                minutes=at + 60,
            ),
            post_row(
                10 * n + 4,
                "robot",
                "欢迎新朋友，进群一起玩",
                thread=f"p{10 * n}",
                minutes=at + 2,
            ),
            post_row(
                10 * n + 5,
                "eye",
                "湖边的晚霞，换了镜头",
                minutes=at + 5,
                media_count=3,
                reaction_count=14,
            ),
            post_row(
                10 * n + 6,
                "spam",
                "随手拍",
                minutes=at + 5,
                media_count=9,
                reaction_count=1,
            ),
        ]
    ingest(source, rows)
    Member.objects.filter(identities__external_id="robot").update(
        kind=Member.Kind.BOT,
    )
    # When they joined is for each test to say.
    Member.objects.update(joined_on=None, joined_from="")
    process_new_posts(now=NOW)


def member(name: str) -> Member:
    return Member.objects.get(identities__external_id=name)


def delete_posts_of(author: Member) -> None:
    """The source says that this member's posts are deleted."""
    for post in author.posts.select_related("source"):
        row = {
            "external_id": post.external_id,
            "member": author.identities.get().external_id,
            "text": post.text,
            "occurred_at": post.posted_at.isoformat(),
            "thread": post.thread_key,
            "is_deleted": "true",
        }
        ingest(post.source, [row])
