"""Topics that one helper answers almost alone are shown with their state."""

import pytest
from django.urls import reverse

from alerts.services.new_posts import process_new_posts
from insights.rules.succession import evaluate_topics, followers_of
from members.models import Member
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row


def test_the_most_lopsided_topic_comes_first_and_rare_ones_not_at_all() -> (
    None
):
    answers = (
        [("蓝牙", 1)] * 4
        + [("蓝牙", 2)]
        + [("空调", n) for n in range(4)]
        + [("雨刮", 7)] * 2
    )
    bluetooth, air = evaluate_topics(answers)
    assert (bluetooth.name, bluetooth.share, bluetooth.is_at_risk) == (
        "蓝牙",
        0.8,
        True,
    )
    assert bluetooth.helpers == [(1, 4), (2, 1)]
    assert (bluetooth.others, bluetooth.answers_left) == (1, 1)
    assert (air.others, air.answers_left) == (3, 3), (
        "helpers that are not shown are counted"
    )
    assert (air.name, air.is_at_risk) == ("空调", False)


def test_who_answered_a_topic_too_could_follow_first() -> None:
    (topic,) = evaluate_topics([("蓝牙", 1)] * 6 + [("蓝牙", 2)] * 2)
    geeks = {1: 90.0, 2: 10.0, 3: 70.0, 4: 80.0}
    assert [one[:2] for one in followers_of(topic, geeks)] == [(2, 2), (4, 0)]
    assert [one.member for one in followers_of(topic, {1: 90.0, 3: 7.0})] == [
        3,
    ]
    assert followers_of(topic, {1: 90.0, 3: 0.0}) == []


@pytest.mark.django_db
def test_the_page_names_topic_and_helper(as_role, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    rows = []
    for n in range(4):
        at = -60 * 24 * (n + 2)
        rows += [
            post_row(
                10 * n,
                f"asker{n}",
                "请问蓝牙钥匙失灵怎么办？",
                minutes=at,
            ),
            post_row(
                10 * n + 1,
                "helper",
                "重新配对一下",
                thread=f"p{10 * n}",
                minutes=at + 9,
            ),
        ]
    ingest(EventSourceFactory(), rows)
    process_new_posts(now=NOW)
    helper = Member.objects.get(identities__external_id="helper")
    page = as_role("planner").get(reverse("insights:succession"))
    (topic,) = page.context["at_risk"]
    assert (topic.percent, topic.helpers[0].member) == (100, helper)
    assert (topic.others, topic.answers_left) == (0, 0)
    assert page.context["going"] == 0


@pytest.mark.django_db
def test_without_questions_nothing_would_be_lost(as_role) -> None:
    page = as_role("planner").get(reverse("insights:succession"))
    assert (page.context["at_risk"], page.context["shared"]) == ([], 0)
