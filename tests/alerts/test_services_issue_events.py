"""Events of alerts and states are written once, with their cause."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from alerts.models import Alert, ClassificationState, Issue, IssueReport
from alerts.services import post_classification
from alerts.services.issue_events import publish_alert
from alerts.services.issues import change_issue
from alerts.services.post_classification import classify_new_posts
from common.errors import DomainError
from common.models import DomainEvent
from community.models import Post
from tests.alerts.posts import article, confirmed, many
from tests.conftest import NOW
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db


def events(kind: str) -> Any:
    return DomainEvent.objects.filter(kind=kind)


def test_a_raised_alert_says_what_and_who(source, accounts) -> None:
    article(source)
    (alert,) = classify_new_posts(now=NOW).alerts
    event = DomainEvent.objects.get()
    assert (event.kind, event.subject_type) == ("alert.raised", "alerts.issue")
    assert event.subject_id == alert.issue_id
    assert event.occurred_at == NOW
    assert event.data["owner"] == "lead"
    assert event.data["reporter_count"] == alert.reporter_count == 3
    assert event.data["components"] == ["doors", "key"]
    assert event.data["name"] == str(Issue.objects.get(pk=alert.issue_id))
    assert event.data["url"] == alert.issue.get_absolute_url()


def forget_everything() -> None:
    Alert.objects.all().delete()
    IssueReport.objects.all().delete()
    Issue.objects.all().delete()
    ClassificationState.objects.all().delete()


def test_the_size_of_batches_changes_no_event(
    source,
    accounts,
    monkeypatch,
) -> None:
    ingest(source, many(source))
    found = []
    for size in (1, 7, 500):
        monkeypatch.setattr(post_classification, "BATCH_POSTS", size)
        classify_new_posts(now=NOW)
        said = []
        for event in DomainEvent.objects.order_by("key"):
            data = event.data
            said.append((event.key, data["name"], data["reporter_count"]))
        words = Issue.objects.order_by("number").values_list("shared_words")
        found.append((said, list(words)))
        forget_everything()
        DomainEvent.objects.all().delete()
    assert len(found[0][0]) > 2
    assert found[0] == found[1] == found[2]


def test_a_computation_from_the_beginning_publishes_nothing_again(
    source,
    accounts,
) -> None:
    article(source)
    classify_new_posts(now=NOW)
    before = list(DomainEvent.objects.values_list("pk", "key"))
    forget_everything()
    assert len(classify_new_posts(now=NOW).alerts) == 1
    assert list(DomainEvent.objects.values_list("pk", "key")) == before


def test_an_alert_that_is_rolled_back_publishes_nothing(
    source,
    accounts,
    monkeypatch,
) -> None:
    article(source)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(post_classification, "checkpoint", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        classify_new_posts(now=NOW)
    assert not DomainEvent.objects.exists()
    monkeypatch.undo()
    classify_new_posts(now=NOW)
    assert events("alert.raised").count() == 1


def test_historic_alerts_publish_nothing(source, accounts) -> None:
    article(source)
    Post.objects.update(is_history=True)
    classify_new_posts(now=NOW)
    alert = Alert.objects.get()
    assert alert.is_historic
    publish_alert(alert)
    assert not DomainEvent.objects.exists()
    assert alert.issue.owner is None


def test_a_regression_is_an_event_of_its_own(source, accounts) -> None:
    issue = confirmed(source, accounts["lead"])
    change_issue(
        issue_id=issue.pk,
        to_state="fixed",
        note="",
        user=accounts["lead"],
        now=NOW,
        fixed_in="2.3.1",
    )
    ingest(
        source,
        [post_row(60, "again", "升级后蓝牙钥匙又失灵了", minutes=14_500)],
        NOW + timedelta(days=30),
    )
    classify_new_posts(now=NOW)
    (event,) = events("alert.regressed")
    assert event.data["cause"] == "regression"
    assert event.data["state"] == "regressed"


def test_a_decision_of_staff_is_published_and_a_refused_one_is_not(
    source,
    accounts,
) -> None:
    issue = confirmed(source, accounts["lead"])
    (event,) = events("issue.state_changed")
    assert event.data["from_state"] == "new"
    assert event.data["to_state"] == "confirmed"
    assert event.data["changed_by"] == "lead"
    with pytest.raises(DomainError):
        change_issue(
            issue_id=issue.pk,
            to_state="fixed",
            note="",
            user=accounts["lead"],
            now=NOW,
        )
    assert events("issue.state_changed").count() == 1
