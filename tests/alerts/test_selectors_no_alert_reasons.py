"""An issue without an alert says how many are usual, and what is lacking."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from alerts.models import Issue, IssueReport
from alerts.rules.rates import ReportRates
from alerts.rules.reports import (
    MIN_REPORTERS,
    FaultReport,
    Report,
    fullest_window,
)
from alerts.selectors.no_alert_reasons import REASONS, explain_no_alert
from alerts.services.post_classification import classify_new_posts
from tests.conftest import NOW
from tests.factories.activity import EventSourceFactory
from tests.factories.community import ingest, post_row

pytestmark = pytest.mark.django_db
DAY = -60 * 24


def heard(*rows: Any) -> Issue:
    ingest(EventSourceFactory(), list(rows))
    classify_new_posts(now=NOW)
    counted = Counter(IssueReport.objects.values_list("issue_id", flat=True))
    return Issue.objects.get(pk=counted.most_common(1)[0][0])


def rates() -> ReportRates:
    """What the watch knows, heard again."""
    known = ReportRates()
    for one in IssueReport.objects.select_related("post").order_by("pk"):
        known.add(
            one.post.posted_at,
            one.post.author_id,
            fault=one.fault,
            model=one.model_series,
        )
    return known


def test_too_few_owners_are_said() -> None:
    issue = heard(*(post_row(n, f"u{n}", "空调不制冷") for n in range(2)))
    quiet = explain_no_alert(issue)
    assert quiet is not None
    assert (quiet["owners"], quiet["expected"], quiet["reason"]) == (
        1,
        0.0,
        REASONS["few_owners"] % {"needed": MIN_REPORTERS, "days": 30},
    ), "copies count once"
    assert f"需要30天内有{MIN_REPORTERS}位车主反馈" in str(quiet["reason"])


def test_a_usual_number_is_said_with_its_rate(as_role: Any) -> None:
    old = [
        post_row(n, f"old{n}", f"空调不制冷，{n}", minutes=DAY * (40 + n))
        for n in range(60)
    ]
    issue = heard(
        *old,
        *(
            post_row(900 + n, f"now{n}", f"空调又不制冷了，{n}")
            for n in range(3)
        ),
    )
    Issue.objects.update(alerted_at=None)
    issue.refresh_from_db()
    quiet = explain_no_alert(issue)
    assert quiet is not None
    assert quiet["reason"] == REASONS["usual"]
    page = as_role("lead").get(reverse("alerts:issue_detail", args=[issue.pk]))
    assert page.context["quiet"]["owners"] == quiet["owners"]
    assert str(quiet["reason"]) in page.content.decode()


def test_the_database_counts_the_same_usual_rate() -> None:
    old = [
        post_row(
            n,
            f"old{n % 40}",
            f"空调不制冷，{n}",
            minutes=DAY * (35 + 2 * n),
        )
        for n in range(60)
    ]
    heard(
        *old,
        *(
            post_row(
                900 + n,
                f"now{n}",
                f"空调又不制冷了，{n}",
                minutes=DAY * 2,
            )
            for n in range(3)
        ),
    )
    Issue.objects.update(alerted_at=None)
    usual = []
    for issue in Issue.objects.filter(reports__isnull=False).distinct():
        quiet = explain_no_alert(issue)
        reports = [
            FaultReport(
                Report(
                    one.post.author_id,
                    one.posted_at,
                    one.text_key,
                    one.names_fault,
                ),
                one.fault,
                one.model_series,
            )
            for one in issue.reports.select_related("post")
        ]
        assert quiet is not None
        assert quiet["expected"] == pytest.approx(
            rates().usual_of(reports, quiet["until"]),
        )
        usual.append(quiet["expected"])
    assert max(usual) > 1


def test_an_alerted_issue_needs_no_explanation() -> None:
    issue = heard(
        *(post_row(n, f"u{n}", f"空调不制冷，{n}{n}") for n in range(4)),
    )
    assert issue.alerted_at is not None
    assert explain_no_alert(issue) is None


def test_the_fullest_window_counts_owners_once() -> None:
    days = [(1, 0), (1, 1), (1, 2), (2, 3), (3, 50), (4, 60), (5, 79), (6, 95)]
    reports = [
        Report(member, NOW + timedelta(days=day), "", True)
        for member, day in days
    ]
    assert fullest_window(reports) == NOW + timedelta(days=79)
