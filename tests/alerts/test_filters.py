"""Issues, alerts and questions are found by what was written."""

from typing import Any

import pytest
from django.urls import reverse

from alerts.filters import AlertFilter, NoticeFilter
from alerts.filters.questions import QuestionFilter
from alerts.models import (
    Alert,
    IssueReport,
)
from alerts.services.post_classification import classify_new_posts
from community.models import Post, Question
from community.services.questions import scan_new_threads
from members.models import Member
from members.services.directory import save_member
from tests.alerts.posts import (
    THIRD,
    article,
)
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def test_each_word_is_searched_in_any_case(
    source,
) -> None:
    article(source)
    texts = (
        "CarPlay连不上，重启也没用",
        "电量剩下50%，\\n不动\n第二行_说完了",
        "啊" * 49_990 + "天窗漏水了",
    )
    ingest(
        source,
        [
            post_row(50 + number, "hai", text)
            for number, text in enumerate(texts)
        ],
    )

    def found(words: str) -> set[str]:
        return set(
            Post.objects.saying(words).values_list("external_id", flat=True),
        )

    assert found("蓝牙钥匙") == {"p1", "p40"}
    assert found("carplay") == found("CARPLAY 重启") == {"p50"}
    assert found("车门 蓝牙") == {"p1", "p40"}
    assert found("牙蓝") == set()
    assert found("也") == {"p30", "p50"}
    assert found("50%") == found("_说") == found("\\n不") == {"p51"}
    assert found("漏水了") == {"p52"}
    assert found("100%") == found("'") == found("动第") == set()
    assert found("the car does not start after the last update today") == set()
    assert (
        found("   ")
        == found("")
        == set(Post.objects.values_list("external_id", flat=True))
    )
    parts = {
        THIRD[begin : begin + length]
        for length in (1, 2, 3, 6, 7)
        for begin in range(len(THIRD) - length + 1)
    }
    assert [part for part in parts if "p40" not in found(part)] == []


def test_a_set_filter_is_named_in_the_language_of_the_page(
    as_role,
) -> None:
    page = as_role("lead").get(
        f"{reverse('alerts:issue_list')}?alerted=true&open=false&state=new",
    )
    shown = {
        name: value
        for name, _label, value in page.context["filterset"].active_filters()
    }
    assert shown == {"alerted": "是", "open": "否", "state": "新问题"}


def test_alerts_questions_and_notices_are_found_by_words(
    source,
) -> None:
    article(source)
    ingest(source, [post_row(60, "wen", "请问导航声音怎么时有时无？")])
    classify_new_posts(now=NOW)
    scan_new_threads()

    def found(kind: Any, rows: Any, words: str) -> int:
        return kind({"q": words}, queryset=rows).qs.count()

    for kind, rows, words in (
        (AlertFilter, Alert.objects.all(), "车门 蓝牙"),
        (QuestionFilter, Question.objects.all(), "声音 导航"),
        (
            NoticeFilter,
            IssueReport.objects.filter(post__external_id="p1"),
            "车门 蓝牙",
        ),
    ):
        assert (found(kind, rows, words), found(kind, rows, "天窗")) == (1, 0)
    member = Member.objects.get(identities__external_id="hai")
    member.nickname = "海边的陈师傅"
    save_member(member=member, now=NOW, fields=["nickname"])
    assert found(NoticeFilter, IssueReport.objects.all(), "海边") == 1


def test_posts_are_found_by_their_words(issue, as_role) -> None:
    page: Any = as_role("analyst").get(
        f"{reverse('community:post_list')}?q=又来了",
    )
    assert page.context["table"].page.paginator.count == 1
