"""Curves of issues have no gaps."""

from datetime import timedelta

import pytest

from alerts.models import Alert, Issue
from alerts.selectors.issue_curves import read_curve, read_weeks
from alerts.services.post_classification import classify_new_posts
from common.calendar import business_date
from tests.alerts.posts import article
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_weeks_end_with_this_one(source) -> None:
    article(source)
    classify_new_posts(now=NOW)
    issue = Issue.objects.unmerged().get()
    posted = issue.reports.latest("posted_at").posted_at
    for later in range(14):
        now = posted + timedelta(weeks=later)
        weeks = read_weeks([issue.pk], now).get(issue.pk, [])
        expected = [0] * (11 - later) + [3] + [0] * later
        assert weeks == (expected if later < 12 else []), later
    assert read_weeks(None, posted) == read_weeks([issue.pk], posted)
    assert read_weeks([issue.pk + 1], posted) == {}


def test_the_chart_has_owners_and_the_usual_number(source) -> None:
    article(source)
    (alert,) = classify_new_posts(now=NOW).alerts
    Alert.objects.update(expected=0.61)
    posted = alert.post.posted_at
    reports = [(posted, 1), (posted, 1), (posted + timedelta(days=2), 2)]
    now = posted + timedelta(days=40)
    chart = read_curve(alert.issue, reports, now)
    first = chart["x"].index(str(business_date(posted)))
    daily, owners, usual = (one["data"] for one in chart["series"])
    assert first == 14, "two weeks before the first report"
    assert daily[first : first + 4] == [2, 0, 1, 0]
    assert owners[first : first + 4] == [1, 1, 2, 2]
    assert owners[first + 31] == 1
    assert owners[-1] == 0
    assert set(usual) == {0.6}
    assert [mark["x"] for mark in chart["marks"]] == [chart["x"][first]]
    assert len({len(one["data"]) for one in chart["series"]}) == 1
    assert chart["x"][-1] == str(business_date(now))


def test_a_long_time_is_drawn_in_weeks(source) -> None:
    article(source)
    (alert,) = classify_new_posts(now=NOW).alerts
    posted = alert.post.posted_at
    now = posted + timedelta(days=200)
    chart = read_curve(alert.issue, [(posted, 1), (now, 2)], now)
    assert len(chart["x"]) == pytest.approx(31, abs=1)
    assert sum(chart["series"][0]["data"]) == 2
    assert len(chart["marks"]) == 1
