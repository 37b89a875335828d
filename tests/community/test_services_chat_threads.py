"""A chat without threads: question, answer and thanks are one thread."""

import pytest

from community.models import Post, Question
from community.services.questions import scan_new_threads
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
CHAT = [
    post_row(1, "asker", "请问座椅记忆怎么设置？"),
    post_row(2, "helper", "长按三秒，听到提示音就存上了"),
    post_row(3, "asker", "好了谢谢"),
]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_question_answer_and_thanks_are_one_thread(size: int) -> None:
    source = EventSourceFactory()
    for start in range(0, len(CHAT), size):
        ingest(source, CHAT[start : start + size])
    scan_new_threads()
    assert set(Post.objects.values_list("thread_key", flat=True)) == {"p1"}
    question = Question.objects.get()
    assert question.answered_at is not None
    assert question.solved_at is not None
    assert question.helper == Post.objects.get(external_id="p2").author


def test_the_import_says_that_it_read_a_chat() -> None:
    batch, _outcome = ingest(EventSourceFactory(), CHAT)
    assert {"code": "conversations", "count": 1} in batch.notes


def test_titles_make_no_chat() -> None:
    rows = [{**row, "title": "座椅"} for row in CHAT]
    ingest(EventSourceFactory(), rows)
    assert Post.objects.filter(is_opening=True).count() == 3
