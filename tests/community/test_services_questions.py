"""Questions are read from threads, in any order of arrival."""

import pytest

from community.models import Question
from community.services.questions import scan_new_threads
from members.models import Member
from tests.community.threads import THREAD
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


@pytest.mark.django_db
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_facts_are_the_same_in_any_order_of_arrival(order) -> None:
    source = EventSourceFactory()
    for index in order:
        ingest(source, [THREAD[index]])
        scan_new_threads()
    question = Question.objects.get()
    assert (question.answer_count, question.upset) == (2, 0)
    assert question.helper == Member.objects.get(identities__external_id="old")
    assert question.answered_at < question.solved_at


@pytest.mark.django_db
def test_bots_do_not_answer_and_ones_own_reply_is_no_answer() -> None:
    source = EventSourceFactory()
    ingest(
        source,
        [
            THREAD[0],
            post_row(2, "new", "顶一下", thread="p1"),
            post_row(3, "robot", "请联系客服", thread="p1"),
        ],
    )
    Member.objects.filter(identities__external_id="robot").update(
        kind=Member.Kind.BOT,
    )
    scan_new_threads()
    assert Question.objects.unanswered().count() == 1


@pytest.mark.django_db
def test_an_edit_or_deletion_takes_the_question_back() -> None:
    source = EventSourceFactory()
    ingest(source, THREAD[:1])
    scan_new_threads()
    ingest(source, [THREAD[1]])
    scan_new_threads()
    assert Question.objects.get().answer_count == 1
    ingest(source, [{**THREAD[1], "text": "", "is_deleted": True}])
    assert Question.objects.unanswered().count() == 1
    ingest(source, [{**THREAD[0], "text": "导航声音好了"}])
    assert not Question.objects.exists()
