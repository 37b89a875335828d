"""Sources that are declared a group chat, or a forum."""

from typing import Any

import pytest

from activity.models import EventSource
from activity.services.sources import change_source
from alerts.services.new_posts import process_new_posts
from common.jobs.queue import Progress, run_job
from common.models import JobRun
from community.models import Post, Question
from community.services import chat_reading
from community.services.questions import scan_new_threads
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
MESSAGES = [
    post_row(1, "asker", "请问座椅记忆怎么设置？"),
    post_row(2, "helper", "长按三秒，听到提示音就存上了"),
    post_row(3, "other", "请问空调滤芯多久换一次？"),
    post_row(4, "asker", "好了谢谢"),
    post_row(5, "helper", "空调滤芯一年换一次"),
    post_row(6, "board", "本周车友会报名", title="通知"),
    post_row(7, "helper", "这个另外说", thread="p6"),
    post_row(8, "asker", "请问胎压怎么重置？", minutes=300),
    post_row(9, "other", "方向盘上长按确认", minutes=301),
]
CONVERSATIONS = {
    "p1": "p1",
    "p2": "p1",
    "p3": "p3",
    "p4": "p1",
    "p5": "p3",
    "p6": "p6",
    "p7": "p6",
    "p8": "p8",
    "p9": "p8",
}


def threads(source: EventSource) -> dict[str, str]:
    posts = Post.objects.filter(source=source)
    return dict(posts.values_list("external_id", "thread_key"))


def declare(source: EventSource, how: str) -> None:
    change_source(name=source.name, changes={"threads": how})
    source.refresh_from_db()


@pytest.mark.parametrize("size", [1, 4, 9])
def test_messages_of_a_declared_chat_are_put_together(size: int) -> None:
    """Also where some rows have titles or name a thread, which they keep."""
    source = EventSourceFactory(threads="chat")
    for start in range(0, len(MESSAGES), size):
        ingest(source, MESSAGES[start : start + size])
    assert threads(source) == CONVERSATIONS


def test_posts_of_a_declared_forum_are_never_put_together() -> None:
    source = EventSourceFactory(threads="forum")
    ingest(source, MESSAGES[:3])
    assert threads(source) == {"p1": "p1", "p2": "p2", "p3": "p3"}


def open_job() -> JobRun:
    return JobRun.objects.unfinished().get(kind=chat_reading.JOB)


def test_stored_posts_are_put_together_when_a_chat_is_declared() -> None:
    source = EventSourceFactory()
    ingest(source, MESSAGES)
    process_new_posts(now=NOW)
    assert threads(source)["p2"] == "p2"
    assert not JobRun.objects.exists()
    declare(source, "chat")
    process_new_posts(now=NOW)
    process_new_posts(now=NOW)
    job = run_job(job_id=open_job().pk, clock=lambda: NOW)
    assert job is not None
    assert job.result == {"moved": 4, "posts": 9}
    assert threads(source) == CONVERSATIONS
    scan_new_threads()
    question = Question.objects.get(post__external_id="p1")
    assert question.helper == Post.objects.get(external_id="p2").author
    assert question.solved_at is not None
    process_new_posts(now=NOW)
    assert not JobRun.objects.unfinished().exists()


class _Killed(Progress):
    def report(self, *_args: Any, **_kwargs: Any) -> None:
        raise MemoryError


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_a_killed_job_is_completed_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
    size: int,
) -> None:
    monkeypatch.setattr(chat_reading, "BATCH_POSTS", size)
    source = EventSourceFactory()
    ingest(source, MESSAGES)
    declare(source, "chat")
    arguments = {"clock": lambda: NOW, "job_id": 1, "source_id": source.pk}
    with pytest.raises(MemoryError):
        chat_reading.join_conversations_job(
            progress=_Killed(None),
            **arguments,
        )
    for _again in range(2):
        chat_reading.join_conversations_job(
            progress=Progress(None),
            **arguments,
        )
        assert threads(source) == CONVERSATIONS


def test_a_chat_that_is_declared_anew_is_put_together_anew() -> None:
    source = EventSourceFactory(threads="chat")
    for how, jobs in (("chat", 1), ("auto", 1), ("chat", 2)):
        declare(source, how)
        chat_reading.follow_declared_chats(now=NOW)
        JobRun.objects.update(state=JobRun.State.DONE, finished_at=NOW)
        assert JobRun.objects.count() == jobs
