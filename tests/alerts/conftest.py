"""A source of posts, and two issues that may be one."""

from typing import Any

import pytest

from alerts.models import (
    Issue,
)
from alerts.services.issues import change_issue
from alerts.services.new_posts import process_new_posts
from alerts.services.post_classification import classify_new_posts
from community.models import Post, Question
from community.services.questions import scan_new_threads
from members.models import Member, VehicleOwnership
from tests.community.threads import THREAD
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row


@pytest.fixture
def source() -> Any:
    return EventSourceFactory()


@pytest.fixture
def two_models(source) -> tuple[Issue, Issue]:
    """The same fault of two model series, kept apart by the clustering."""
    texts = (
        "冷车启动中控大屏黑屏，倒车影像雷达座椅都没了，第{}次",
        "高速上车机黑屏卡死重启，空调车窗大灯也失灵，第{}次",
    )
    for number in range(8):
        ingest(
            source,
            [post_row(number, f"m{number}", texts[number % 2].format(number))],
        )
        member = Member.objects.get(identities__external_id=f"m{number}")
        VehicleOwnership.objects.create(
            member=member,
            model_series=("星澜 M9", "星澜 C3")[number % 2],
            started_on=NOW.date(),
        )
    classify_new_posts(now=NOW)
    first, second = Issue.objects.unmerged().order_by("number")
    return first, second


@pytest.fixture
def issue(accounts) -> Issue:
    source = EventSourceFactory()
    rows = [
        post_row(n, f"m{n}", f"刹车异响，踩下去吱吱叫，第{n}次")
        for n in range(4)
    ]
    ingest(source, [*rows, post_row(9, "m3", "刹车异响，又来了，吱吱叫")])
    process_new_posts(now=NOW)
    found = Issue.objects.unmerged().get()
    return change_issue(
        issue_id=found.pk,
        to_state="confirmed",
        note="",
        user=accounts["lead"],
        now=NOW,
    )


@pytest.fixture
def asked() -> Question:
    ingest(EventSourceFactory(), [post_row(1, "a", "请问空调怎么设置？")])
    process_new_posts(now=Post.objects.get().posted_at)
    return Question.objects.get()


@pytest.fixture
def healed() -> Any:
    source = EventSourceFactory()
    ingest(
        source,
        [*THREAD, post_row(10, "lost", "请问导航语音怎么关掉？", minutes=300)],
    )
    scan_new_threads()
    return Question.objects.unanswered().get()
