"""Questions are read out of threads, in any order of arrival; who healed what, and who could."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from alerts.rules.suggestions import ABOUT, Record, suggest
from alerts.services.healing import read_healing, suggest_helpers
from community.models import Question
from community.rules.questions import read_tone
from community.rules.reading import normalise, terms, text_key
from community.services.questions import read_questions
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import post_row, take_in

ASKED = "请问车机导航声音怎么时有时无，是不是坏了？"
THREAD = [
    post_row(1, "new", ASKED),
    post_row(2, "old", "别急，看看导航音量是不是单独调小了", thread="p1"),
    post_row(3, "other", "对，我也遇到过", thread="p1"),
    post_row(4, "new", "搞定了，谢谢", thread="p1"),
]


@pytest.mark.parametrize(
    ("text", "question", "complaint", "thanks", "upset"),
    [
        (ASKED, True, False, False, 0),
        ("How do I reset the screen", True, False, False, 0),
        ("周末自驾风景真好", False, False, False, 0),
        ("太失望了，投诉三次都不解决", False, True, False, 2),
        ("搞定了，谢谢大家", False, False, True, 0),
        ("一直没解决，谢谢你们", False, False, False, 0),
        ("到底怎么办？？", True, False, False, 1),
        ("", False, False, False, 0),
    ],
)
def test_tone(text, question, complaint, thanks, upset) -> None:
    assert read_tone(normalise(text)) == (question, complaint, thanks, upset)


def test_reading_gives_one_spelling() -> None:
    assert terms(normalise("ＯＴＡ升级🚗好")) == ["ota", "升级", "好"]
    assert terms(normalise("see https://example.cn/abc now @someone")) == ["now", "see"]
    assert text_key(normalise("刹车，失灵！")) == text_key(normalise("刹车 失灵🚗"))


@pytest.mark.django_db
@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_facts_are_the_same_in_any_order_of_arrival(order) -> None:
    source = EventSourceFactory()
    for index in order:
        take_in(source, [THREAD[index]])
        read_questions()
    question = Question.objects.get()
    assert (question.answer_count, question.upset) == (2, 0)
    assert question.helper == Member.objects.get(identities__external_id="old")
    assert question.answered_at < question.solved_at


@pytest.mark.django_db
def test_bots_do_not_answer_and_ones_own_reply_is_no_answer() -> None:
    source = EventSourceFactory()
    take_in(
        source, [THREAD[0], post_row(2, "new", "顶一下", thread="p1"), post_row(3, "robot", "请联系客服", thread="p1")]
    )
    Member.objects.filter(identities__external_id="robot").update(kind=Member.Kind.BOT)
    read_questions()
    assert Question.objects.unanswered().count() == 1


@pytest.mark.django_db
def test_an_edit_or_deletion_takes_the_question_back() -> None:
    source = EventSourceFactory()
    take_in(source, THREAD[:1])
    read_questions()
    take_in(source, [THREAD[1]])
    read_questions()
    assert Question.objects.get().answer_count == 1
    take_in(source, [{**THREAD[1], "text": "", "is_deleted": True}])
    assert Question.objects.unanswered().count() == 1
    take_in(source, [{**THREAD[0], "text": "导航声音好了"}])
    assert not Question.objects.exists()


def test_helpers_are_ranked_with_reasons_and_must_be_about() -> None:
    records = [
        Record(1, 8, 0, 0, "S5", NOW),
        Record(2, 2, 2, 1, "X7", NOW),
        Record(3, 9, 3, 3, "S5", NOW - ABOUT - timedelta(days=1)),
        Record(4, 1, 1, 0, "S5", None),
    ]
    found = suggest(records, model="S5", now=NOW)
    assert [(one.member, one.reasons) for one in found] == [(2, ("alike", "thanked")), (1, ("same_model",))]


@pytest.fixture
def healed() -> Any:
    source = EventSourceFactory()
    take_in(source, [*THREAD, post_row(10, "lost", "请问导航语音怎么关掉？", minutes=300)])
    read_questions()
    return Question.objects.unanswered().get()


@pytest.mark.django_db
def test_who_answered_such_a_question_is_suggested(healed) -> None:
    best = suggest_helpers(healed, now=NOW)
    assert [one["member"].identities.get().external_id for one in best] == ["old"]
    assert len(best[0]["reasons"]) == 2


@pytest.mark.django_db
def test_the_queue_shows_the_unanswered_first_and_counts(healed, as_role, time_machine) -> None:
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    client = as_role("communicator")
    page = client.get(reverse("alerts:question_list"))
    assert next(iter(page.context["table"].page.object_list.data)) == healed
    assert [card["value"] for card in page.context["cards"]] == [1, 1, 0.0, 0, 1]
    for status, count in (("waiting", 1), ("overdue", 1), ("answered", 1), ("solved", 1)):
        shown = client.get(f"{reverse('alerts:question_list')}?status={status}")
        assert shown.context["table"].page.paginator.count == count, status
    detail = client.get(healed.get_absolute_url())
    assert detail.context["is_overdue"]
    assert "答过同类提问" in detail.content.decode()


@pytest.mark.django_db
def test_questions_over_the_api(healed, client, token) -> None:
    rows = client.get("/api/v1/questions/?status=waiting", headers=token("alerts:read")).json()["results"]
    assert [(row["id"], row["helper_id"]) for row in rows] == [(healed.pk, None)]


@pytest.mark.django_db
def test_without_questions_the_figures_are_empty() -> None:
    assert [card["value"] for card in read_healing(NOW)["cards"]] == [0, 0, None, 0, 0]
