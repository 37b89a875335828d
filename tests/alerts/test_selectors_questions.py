"""The list of questions, and who could help."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts.models import QuestionCare
from alerts.selectors.question_helpers import suggest_helpers
from alerts.selectors.questions import read_question_board
from alerts.services.new_posts import process_new_posts
from community.models import Question
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


@pytest.mark.django_db
def test_who_answered_such_a_question_is_suggested(healed) -> None:
    best = suggest_helpers(healed, now=NOW)
    assert [one["member"].identities.get().external_id for one in best] == [
        "old",
    ]
    assert len(best[0]["reasons"]) == 2


@pytest.mark.django_db
def test_the_queue_shows_the_unanswered_first_and_counts(
    healed,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW + timedelta(days=2), tick=False)
    client = as_role("communicator")
    page = client.get(reverse("alerts:question_list"))
    assert next(iter(page.context["table"].page.object_list.data)) == healed
    assert [card.value for card in page.context["cards"]] == [
        1,
        1,
        0.0,
        None,  # half of them still wait
        1,
        0,
        50,
    ]
    chart = page.context["chart"]
    assert len(chart["x"]) == 12
    assert [sum(one["data"]) for one in chart["series"]] == [2, 1, 1, 0]
    assert chart["partial_last"]
    for status, count in (
        ("waiting", 1),
        ("overdue", 1),
        ("answered", 1),
        ("solved", 1),
    ):
        shown = client.get(
            f"{reverse('alerts:question_list')}?status={status}",
        )
        assert shown.context["table"].page.paginator.count == count, status
    detail = client.get(healed.get_absolute_url())
    assert detail.context["is_overdue"]
    assert "答过同类提问" in detail.content.decode()


@pytest.mark.django_db
def test_without_questions_the_figures_are_empty() -> None:
    board = read_question_board(NOW)
    values = [card.value for card in board["cards"]]
    assert values == [0, 0, 0, None, 0, 0, None]
    assert not board["chart"]


def test_old_questions_never_come_before_fresh_ones(
    asked,
    as_role,
    time_machine,
) -> None:
    time_machine.move_to(NOW + timedelta(hours=30), tick=False)
    old = post_row(
        90,
        "late",
        "请问天窗怎么复位？气死我了",
        occurred_at=(NOW - timedelta(days=400)).isoformat(),
    )
    ingest(asked.post.source, [old])
    process_new_posts(now=NOW + timedelta(hours=30))
    client = as_role("lead")
    address = reverse("alerts:question_list")
    listed = list(client.get(address).context["table"].page.object_list.data)
    assert listed[0] == asked
    historic = Question.objects.get(post__external_id="p90")
    assert listed[-1] == historic
    assert not QuestionCare.objects.filter(question=historic).exists()
    shown = client.get(f"{address}?status=history").context["table"]
    assert list(shown.page.object_list.data) == [historic]
    waiting = client.get(f"{address}?status=waiting").context["table"]
    assert historic not in list(waiting.page.object_list.data)
