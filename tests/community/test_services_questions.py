"""Questions are read from threads, in any order of arrival."""

from datetime import timedelta

import pytest

from community.models import Question
from community.rules.answers import SILENCE
from community.services.questions import scan_new_threads
from members.models import Member
from tests.community.threads import THREAD
from tests.conftest import NOW
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
    assert (question.answer_count, question.upset) == (1, 0)
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


def _asked(*replies, text="请问后排空调出风口怎么关？"):
    """Store a question of "new" with these replies, a member and a text each;
    return it as it was read.
    """
    rows = [post_row(1, "new", text)]
    for number, (member, reply) in enumerate(replies, start=2):
        rows.append(post_row(number, member, reply, thread="p1"))
    ingest(EventSourceFactory(), rows)
    scan_new_threads()
    return Question.objects.get()


@pytest.mark.parametrize(
    "reply",
    [
        "同问",
        "👍",
        "顶一下",
        "+1",
        "我的也是这样",
        "您好，您的提问已收到，请耐心等待",
        "same here",
        "全新脚垫低价出，包邮，加微信",
    ],
)
def test_a_reply_without_content_is_no_answer(reply) -> None:
    question = _asked(("other", reply))
    assert question.is_waiting
    assert (question.answer_count, question.helper) == (0, None)


@pytest.mark.parametrize(
    "own",
    [
        "自己搞定了，拧到底就行",
        "找到原因了，滑块卡住了",
        "已经解决了",
        "Never mind, figured it out",
    ],
)
def test_what_the_asker_solves_has_no_helper(own) -> None:
    question = _asked(("new", own))
    assert not question.is_waiting
    assert question.solved_how == Question.SolvedHow.BY_ASKER
    assert (question.helper, question.answered_at) == (None, None)
    assert not Question.objects.unanswered().exists()


def test_still_not_right_opens_a_question_again() -> None:
    question = _asked(
        ("old", "把滑块拧到底就关了"),
        ("new", "好了，谢谢"),
        ("new", "又不行了，还是关不上"),
    )
    assert question.is_waiting
    assert question.solved_at is None
    assert question.reopened_at
    assert question.state_at(NOW) == Question.State.REOPENED


def test_the_next_answer_counts_after_it_was_opened_again() -> None:
    question = _asked(
        ("old", "把滑块拧到底就关了"),
        ("new", "试了没用，还是不行"),
        ("other", "要先关掉后排独立空调"),
        ("new", "可以了，感谢"),
    )
    assert question.helper.identities.get().external_id == "other"
    assert question.answer_count == 2
    assert question.state_at(NOW) == Question.State.THANKED


def test_silence_after_an_answer_heals_and_is_told_apart() -> None:
    question = _asked(("old", "把滑块拧到底就关了"))
    at = question.answered_at
    later = at + SILENCE + timedelta(minutes=1)
    assert question.state_at(at + SILENCE) == Question.State.ANSWERED
    assert question.state_at(later) == Question.State.SILENT
    for now in (at + SILENCE, later):
        stored = Question.objects.with_state(now).get()
        assert stored.state == question.state_at(now)


def test_no_silence_while_the_asker_asks_on() -> None:
    question = _asked(
        ("old", "把滑块拧到底就关了"),
        ("new", "滑块在哪里？"),
    )
    later = question.answered_at + 2 * SILENCE
    assert question.state_at(later) == Question.State.ANSWERED


def test_threads_follow_when_who_answered_turns_out_a_bot() -> None:
    question = _asked(("helper", "请查看说明书第三章，可以关闭"))
    assert not question.is_waiting
    helper = Member.objects.get(identities__external_id="helper")
    for kind, waits in (("bot", True), ("person", False), ("staff", False)):
        helper.kind = kind
        helper.save()
        scan_new_threads()
        question.refresh_from_db()
        assert question.is_waiting is waits, kind


@pytest.mark.parametrize(
    "text",
    [
        "周末有没有人一起去爬山？",
        "这也太稳了吧？！",
        "谁懂啊，终于提车了",
        "大家好，吃了吗？",
        "转让原厂轮毂，要的私聊，还等什么？",
    ],
)
def test_adverts_invitations_and_exclamations_ask_nothing(text) -> None:
    ingest(EventSourceFactory(), [post_row(1, "new", text)])
    scan_new_threads()
    assert not Question.objects.exists()


def test_a_deleted_answer_leaves_the_question_waiting() -> None:
    source = EventSourceFactory()
    answer = post_row(2, "old", "把滑块拧到底就关了", thread="p1")
    ingest(source, [post_row(1, "new", "请问出风口怎么关？"), answer])
    scan_new_threads()
    assert not Question.objects.get().is_waiting
    ingest(source, [{**answer, "text": "", "is_deleted": True}])
    assert Question.objects.get().is_waiting
