"""What the page of an issue shows."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from alerts.models import Issue
from alerts.selectors import issue_page
from alerts.services.post_classification import classify_new_posts
from common.calendar import business_date
from community.models import Post
from tests.alerts.posts import article
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_reasons_are_in_the_language_of_the_page(
    source,
    as_role,
    monkeypatch,
) -> None:
    monkeypatch.setattr(issue_page, "SHOWN_TERMS", 99)
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    terms = [
        reason
        for report in issue_page.read_issue(issue, now=NOW)["reports"]
        for reason in report.reason_labels
    ]
    stored = {
        str(term)
        for report in issue.reports.all()
        for term, _weight in report.reasons
    }
    assert any(term.startswith("trigger|") for term in stored)
    assert "OTA升级" in terms
    assert not [term for term in terms if "trigger" in term or "|" in term]
    assert (
        "发现于"
        in as_role("lead").get(issue.get_absolute_url()).content.decode()
    )


def test_days_without_a_report_are_drawn_as_none(source) -> None:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    earliest = issue.reports.order_by("pk").first().post
    Post.objects.filter(pk=earliest.pk).update(
        posted_at=earliest.posted_at - timedelta(days=4),
    )
    curve = issue_page.read_issue(issue, now=NOW)["curve"]
    days = [date.fromisoformat(day) for day in curve["x"]]
    assert {(after - before).days for before, after in pairwise(days)} == {1}
    assert days[-1] == business_date(NOW), "up to today, without a gap"
    reports = dict(zip(days, curve["series"][0]["data"], strict=True))
    first = next(day for day, count in reports.items() if count)
    assert list(reports.values()).count(0) == len(days) - 2
    assert reports[first + timedelta(days=4)] == 2
